/**
 * Boots the shell against a typed double of Electron and a real engine process (the supervisor's fake one), since
 * Electron's binary is not on every machine that runs the tests.
 */
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserWindowConstructorOptions, SaveDialogOptions, WebContents } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HOST_CHANNELS } from '../protocol/host.ts';

type PermissionHandler = (
  contents: null,
  permission: string,
  allow: (allowed: boolean) => void,
  details: { requestingUrl: string; mediaTypes?: string[] },
) => void;

const double = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  windows: [] as {
    options: unknown;
    url: string;
    sent: unknown[][];
    navigations: EventEmitter;
    contents: { mainFrame: unknown };
  }[],
  errors: [] as string[],
  permission: null as unknown,
  windowOpen: null as unknown,
  exitCode: null as number | null,
  emitter: null as unknown,
  userData: '',
  sandboxed: false,
  switches: [] as string[],
  reloads: 0,
  answerTo: 0,
  lock: true,
  quits: 0,
  loading: false,
  download: null as unknown,
  handedOver: null as unknown,
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const app = Object.assign(new Emitter(), {
    isPackaged: false,
    enableSandbox: () => (double.sandboxed = true),
    getAppPath: () => resolve(import.meta.dirname, '..'),
    getPath: () => double.userData,
    setPath: (_name: string, path: string) => (double.userData = path),
    commandLine: { appendSwitch: () => {}, hasSwitch: (name: string) => double.switches.includes(name) },
    whenReady: () => Promise.resolve(),
    requestSingleInstanceLock: (handedOver: unknown) => {
      double.handedOver = handedOver;
      return double.lock;
    },
    addRecentDocument: () => {},
    quit: () => (double.quits += 1),
    exit: (code: number) => {
      double.exitCode = code;
    },
  });
  double.emitter = app;
  class BrowserWindow extends Emitter {
    webContents = Object.assign(new Emitter(), {
      isLoading: () => double.loading,
      send: (...args: unknown[]) => this.record.sent.push(args),
      setWindowOpenHandler: (handler: unknown) => (double.windowOpen = handler),
      mainFrame: { frame: 'main' },
    });
    record: (typeof double.windows)[number];
    constructor(options: BrowserWindowConstructorOptions) {
      super();
      this.record = { options, url: '', sent: [], navigations: this.webContents, contents: this.webContents };
      double.windows.push(this.record);
      app.emit('web-contents-created', {}, this.webContents);
    }
    loadURL(url: string): Promise<void> {
      this.record.url = url;
      return Promise.resolve();
    }
    isMinimized = () => false;
    isDestroyed = () => false;
    reload(): void {
      double.reloads += 1;
    }
    show(): void {}
    focus(): void {}
  }
  return {
    app,
    BrowserWindow,
    Menu: { setApplicationMenu: () => {}, buildFromTemplate: (template: unknown) => template },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: unknown) => (double.permission = handler),
        setPermissionCheckHandler: () => {},
        on: (_willDownload: string, listener: unknown) => (double.download = listener),
      },
    },
    dialog: {
      showErrorBox: (_title: string, words: string) => double.errors.push(words),
      showMessageBox: (...given: unknown[]) => {
        double.errors.push((given.at(-1) as { detail: string }).detail);
        return Promise.resolve({ response: double.answerTo });
      },
      showSaveDialog: (_window: unknown, { defaultPath = '' }: SaveDialogOptions) =>
        Promise.resolve({ canceled: false, filePath: `${defaultPath.slice(0, -4)} of mine.csv` }),
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: ['/pictures'] }),
    },
    ipcMain: {
      handle: (channel: string, handler: (...args: unknown[]) => unknown) =>
        double.handlers.set(channel, handler),
    },
    shell: { openPath: () => Promise.resolve('') },
  };
});

const fakeEngine = resolve(import.meta.dirname, '../engine/supervisor/fixtures/fakeEngine.ts');
vi.mock('./engine.ts', async () => {
  const { EngineSupervisor } = await import('../engine/supervisor/EngineSupervisor.ts');
  return {
    createEngine: (argv: readonly string[]) => {
      const args = argv.includes('--broken-engine') ? ['--fail'] : [];
      return new EngineSupervisor({ nodePath: process.execPath, mainPath: fakeEngine, args });
    },
  };
});

/** For a process to start or to end, on a machine that has much else to do. */
const PROCESS = { timeout: 20_000 };

async function boot(...argv: string[]): Promise<EventEmitter> {
  process.argv = ['electron', '.', ...argv];
  vi.resetModules();
  await import('./main.ts');
  await vi.waitFor(
    () => expect(double.windows[0]?.url || double.exitCode !== null || double.quits > 0).toBeTruthy(),
    PROCESS,
  );
  return double.emitter as EventEmitter;
}

const originalArguments = process.argv;
beforeEach(() => {
  double.userData = mkdtempSync(join(tmpdir(), 'hourglass-shell-'));
  Object.assign(double, { windows: [], errors: [], exitCode: null, lock: true, quits: 0, loading: false });
  Object.assign(double, { sandboxed: false, switches: [], reloads: 0, answerTo: 0 });
  double.handlers.clear();
});
afterEach(async () => {
  if (double.windows.length) {
    (double.emitter as EventEmitter).emit('will-quit', { preventDefault: () => {} });
    await vi.waitFor(() => expect(double.exitCode).toBe(0), PROCESS);
  }
  // A shell that ends late does not end the next one.
  (double.emitter as EventEmitter).removeAllListeners();
  process.argv = originalArguments;
});

test('the window is sandboxed, isolated, without Node, and shows the engine’s page', async () => {
  await boot();
  expect(double.sandboxed).toBe(true);
  const { options, url } = double.windows[0]!;
  expect((options as BrowserWindowConstructorOptions).webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
});

test('the switch that a start as root needs is left as it is', async () => {
  double.switches = ['no-sandbox'];
  await boot();
  expect(double.sandboxed).toBe(false);
});

test('navigation elsewhere, new windows and permissions are denied', async () => {
  await boot();
  const { url, navigations } = double.windows[0]!;
  const denied = (target: string): boolean => {
    let prevented = false;
    navigations.emit('will-navigate', { preventDefault: () => (prevented = true) }, target);
    return prevented;
  };
  expect(denied('https://example.com/')).toBe(true);
  expect(denied('file:///etc/passwd')).toBe(true);
  expect(denied(url)).toBe(false);
  const windowOpen = double.windowOpen as Parameters<WebContents['setWindowOpenHandler']>[0];
  expect(Reflect.apply(windowOpen, undefined, [{ url }])).toEqual({ action: 'deny' });
  const answerTo = (permission: string, mediaTypes: string[] = [], requestingUrl = url) => {
    const answers: boolean[] = [];
    const take = (allowed: boolean) => answers.push(allowed);
    (double.permission as PermissionHandler)(null, permission, take, { requestingUrl, mediaTypes });
    return answers;
  };
  for (const permission of ['media', 'geolocation', 'notifications', 'display-capture']) {
    expect(answerTo(permission)).toEqual([false]);
  }
  // The camera, without sound, and the clipboard, by the page of the engine alone.
  expect(answerTo('media', ['video'])).toEqual([true]);
  expect(answerTo('media', ['audio'])).toEqual([false]);
  expect(answerTo('media', ['video', 'audio'])).toEqual([false]);
  expect(answerTo('clipboard-read')).toEqual([true]);
  for (const permission of ['media', 'clipboard-read']) {
    expect(answerTo(permission, ['video'], 'https://example.com/')).toEqual([false]);
  }
  expect(answerTo('clipboard-sanitized-write')).toEqual([true]);
});

test('another session than the window’s denies permissions too', async () => {
  const app = await boot();
  let handler: PermissionHandler | null = null;
  app.emit('session-created', {
    setPermissionRequestHandler: (given: PermissionHandler) => (handler = given),
    setPermissionCheckHandler: () => {},
  });
  const answers: boolean[] = [];
  const details = { requestingUrl: 'https://example.com/', mediaTypes: ['video'] };
  Reflect.apply(handler!, undefined, [null, 'media', (allowed: boolean) => answers.push(allowed), details]);
  expect(answers).toEqual([false]);
});

test('a page that keeps crashing is loaded again twice, then when a person asks', async () => {
  await boot();
  const { navigations } = double.windows[0]!;
  const crash = (reason = 'crashed') => navigations.emit('render-process-gone', {}, { reason });
  crash('clean-exit');
  expect(double.reloads).toBe(0);
  crash();
  crash();
  expect(double.reloads).toBe(2);
  expect(double.errors).toEqual([]);
  crash();
  expect(double.errors.join()).toContain('3 times within 60 s (crashed)');
  await vi.waitFor(() => expect(double.reloads).toBe(3));
  double.answerTo = 1;
  crash();
  crash();
  crash();
  await vi.waitFor(() => expect(double.quits).toBe(1));
  expect(double.reloads).toBe(5);
});

test('a second start hands its paths to the first window', async () => {
  const app = await boot();
  app.emit('second-instance', {}, [], '/', { paths: ['/home/ada/cats'] });
  expect(double.windows[0]!.sent).toContainEqual([HOST_CHANNELS.openPaths, ['/home/ada/cats']]);
  // Of another version, say.
  app.emit('second-instance', {}, [], '/', null);
  app.emit('second-instance', {}, [], '/', { paths: 'cats' });
  expect(double.windows[0]!.sent).toHaveLength(1);
});

test('paths that come while the page loads wait for it', async () => {
  const app = await boot();
  const { sent, navigations } = double.windows[0]!;
  double.loading = true;
  app.emit('second-instance', {}, [], '/', { paths: ['/cats'] });
  expect(sent).toEqual([]);
  double.loading = false;
  navigations.emit('did-stop-loading');
  navigations.emit('did-stop-loading');
  expect(sent).toEqual([[HOST_CHANNELS.openPaths, ['/cats']]]);
});

test('a data folder of its own has a lock and a window of its own', async () => {
  const data = join(double.userData, 'booth');
  await boot('--data', data);
  expect(double.userData).toBe(join(data, 'desktop'));
  expect(existsSync(double.userData)).toBe(true);
});

test('what is saved is asked for in the folder of the last save', async () => {
  await boot();
  const saved = mkdtempSync(join(tmpdir(), 'hourglass-saved-'));
  const suggestion = (): SaveDialogOptions => {
    let options: SaveDialogOptions = {};
    const item = Object.assign(new EventEmitter(), {
      getFilename: () => 'Point 1.png',
      getSavePath: () => join(saved, 'my own name.png'),
      setSaveDialogOptions: (given: SaveDialogOptions) => (options = given),
    });
    (double.download as (event: null, item: EventEmitter) => void)(null, item);
    item.emit('done', {}, 'completed');
    return options;
  };
  expect(suggestion()).toMatchObject({
    defaultPath: join(double.userData, 'Point 1.png'),
    filters: [{ name: 'PNG file', extensions: ['png'] }],
  });
  expect(suggestion().defaultPath).toBe(join(saved, 'Point 1.png'));
  rmSync(saved, { recursive: true });
  expect(suggestion().defaultPath).toBe(join(double.userData, 'Point 1.png'));
});

test('a second start without the lock ends without a window', async () => {
  double.lock = false;
  await boot('--open', '/cats', '--open', 'dogs');
  expect(double.handedOver).toEqual({ paths: ['/cats', resolve('dogs')] });
  expect(double.quits).toBe(1);
  expect(double.windows).toEqual([]);
});

test('the open dialog answers the main frame only', async () => {
  await boot();
  const open = double.handlers.get(HOST_CHANNELS.openImagesDialog)!;
  expect(await open({ senderFrame: { frame: 'an iframe' } })).toEqual([]);
});

test('the save dialog begins where the page says, and answers the main frame only', async () => {
  await boot();
  const save = double.handlers.get(HOST_CHANNELS.saveFileDialog)!;
  const first = { folder: double.userData, name: 'digits.csv' };
  expect(await save({ senderFrame: { frame: 'an iframe' } }, first)).toBeNull();
  const { mainFrame } = double.windows[0]!.contents;
  expect(await save({ senderFrame: mainFrame }, { folder: 1 })).toBeNull();
  expect(await save({ senderFrame: mainFrame }, first)).toEqual({
    folder: double.userData,
    name: 'digits of mine.csv',
  });
});

test('an engine that cannot start is explained in its own words', async () => {
  await boot('--broken-engine');
  expect(double.errors.join()).toContain('no such provider');
  expect(double.exitCode).toBe(1);
});
