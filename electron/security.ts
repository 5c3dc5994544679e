import { app, session, type Session, type WebContents } from 'electron';

/** The page may go nowhere but to the engine's own address. */
export function isOwnPage(url: string, engineUrl: string | null): boolean {
  if (!engineUrl) return false;
  try {
    return new URL(url).origin === new URL(engineUrl).origin;
  } catch {
    return false;
  }
}

/** Denies navigation, new windows, webviews and every permission, for every web contents there will ever be. */
export function setupSecurity(engineUrl: () => string | null): void {
  app.on('web-contents-created', (_event, contents) => restrict(contents, engineUrl));
  app.on('session-created', denyPermissions);
  void app.whenReady().then(() => denyPermissions(session.defaultSession));
}

/** Copying an image is the one thing the page asks for. */
function denyPermissions(ofSession: Session): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  ofSession.setPermissionRequestHandler((_contents, permission, allow) => allow(isAllowed(permission)));
  ofSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission));
}

function restrict(contents: WebContents, engineUrl: () => string | null): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  for (const name of ['will-navigate', 'will-redirect'] as const) {
    contents.on(name as 'will-navigate', (event, url) => {
      if (!isOwnPage(url, engineUrl())) event.preventDefault();
    });
  }
}
