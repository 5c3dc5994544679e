/** The desktop shell: starts the engine, opens a window on its page, and adds what only a desktop has. */
import { app } from 'electron';
import { setupApplicationMenu } from './applicationMenu.ts';
import { setupDialogs } from './dialogs.ts';
import { setupDownloads } from './downloads.ts';
import { watchParent } from '../engine/supervisor/watchParent.ts';
import { createEngine } from './engine.ts';
import { openablePaths, ownFolder } from './openArguments.ts';
import { pathsOf, setupOpenPaths, type PathsToOpen } from './openPaths.ts';
import { setupOwnFolder } from './ownFolder.ts';
import { setupSecurity } from './security.ts';
import { MainWindow } from './MainWindow.ts';

// Every renderer there will ever be, not only the window's. It would take the switch away that starts as root need.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
setupOwnFolder(ownFolder(process.argv.slice(1), process.cwd()));
// Without a GPU (a virtual machine, a remote desktop) the scene is drawn in software, which Chromium wants to be asked for.
// What it warns of is foreign content, and there is none in this window.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');

// A second start hands what it should open to the first one's window and ends. It reads its own command line: in the one
// that Electron hands over, Chromium has put all switches before all values.
const toOpen: PathsToOpen = { paths: openablePaths(process.argv.slice(1), process.cwd()) };
if (!app.requestSingleInstanceLock(toOpen)) app.quit();
else void boot();

async function boot(): Promise<void> {
  const engine = createEngine(process.argv.slice(1));
  const mainWindow = new MainWindow();
  setupSecurity(() => engine.address?.url ?? null);
  const openPaths = setupOpenPaths(mainWindow);
  app.on('second-instance', (_event, _argv, _workingFolder, handedOver) => openPaths(pathsOf(handedOver)));
  app.on('window-all-closed', () => app.quit());
  app.on('activate', () => mainWindow.show());
  // npm start was killed, or its terminal closed.
  watchParent(() => app.quit());
  app.on('will-quit', (event) => {
    if (!engine.address) return;
    event.preventDefault();
    void engine.stop().then(() => app.exit(0));
  });

  await app.whenReady();
  setupApplicationMenu(mainWindow);
  setupDialogs(mainWindow);
  setupDownloads(mainWindow);
  try {
    const { url } = await engine.start();
    await mainWindow.open(url);
  } catch (error) {
    await mainWindow.showEngineFailure(error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}
