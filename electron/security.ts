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

/** Denies navigation, new windows, webviews and nearly every permission, for every web contents there will ever be. */
export function setupSecurity(engineUrl: () => string | null): void {
  app.on('web-contents-created', (_event, contents) => restrict(contents, engineUrl));
  app.on('session-created', (ofSession) => limitPermissions(ofSession, engineUrl));
  void app.whenReady().then(() => limitPermissions(session.defaultSession, engineUrl));
}

/**
 * What the page asks for: to copy an image, and, when a person presses the button for it, to paste one and to take one with the
 * camera, without sound. The last two are for the engine's own page alone.
 */
function limitPermissions(ofSession: Session, engineUrl: () => string | null): void {
  const isAllowed = (permission: string, media: readonly string[], url: string | undefined): boolean => {
    if (permission === 'clipboard-sanitized-write') return true;
    if (url === undefined || !isOwnPage(url, engineUrl())) return false;
    if (permission === 'clipboard-read') return true;
    return permission === 'media' && media.length > 0 && media.every((kind) => kind === 'video');
  };
  ofSession.setPermissionRequestHandler((_contents, permission, allow, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    allow(isAllowed(permission, media, details.requestingUrl));
  });
  ofSession.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) =>
    isAllowed(permission, mediaType ? [mediaType] : [], origin),
  );
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
