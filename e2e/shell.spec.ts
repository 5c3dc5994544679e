/** What only the desktop shell has: its menu, its dialogs, its one window and what that may not do. */
import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { App } from './App.ts';
import type { ElectronHost } from './ElectronHost.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits } from './folders.ts';
import { root } from './Host.ts';

type Shell = App<ElectronHost>;

async function openDigits(openShell: () => Promise<Shell>): Promise<Shell> {
  const app = await openShell();
  await app.ready();
  await app.collectionReady(100);
  return app;
}

/** Images that came over a bundled collection are open by themselves. */
async function opened(app: Shell, name: string, count: number): Promise<void> {
  await expect.poll(async () => (await app.state()).collection?.name).toBe(name);
  await app.collectionReady(count);
  expect((await app.state()).collection?.count).toBe(count);
}

/** A folder with three images a label. */
function imagesIn(folder: string, name: string, labels: string): { path: string; count: number } {
  const path = join(folder, name);
  mkdirSync(path);
  return { path, count: copyDigits(path, 3, labels) };
}

test('a choice in the menu runs its command in the page', async ({ openShell }) => {
  const app = await openDigits(openShell);
  await app.drag(await app.grabbable(), 80, 20);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.host.chooseInMenu('Undo');
  await expect.poll(async () => (await app.state()).probes.length).toBe(0);
  await app.host.chooseInMenu('Redo');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.host.chooseInMenu('Keyboard');
  await expect(app.page.getByRole('dialog', { name: /^Keyboard/ })).toBeVisible();
});

test('images and a model are opened through native dialogs; one that is cancelled changes nothing', async ({
  openShell,
  folder,
}) => {
  const app = await openDigits(openShell);
  const before = (await app.state()).collection;
  const openImages = () => app.host.chooseInMenu('Open images');
  await app.host.answerOpenDialog([], openImages);
  expect((await app.state()).collection).toEqual(before);
  const images = imagesIn(folder, 'sevens', '7');
  await app.host.answerOpenDialog([images.path], openImages);
  await opened(app, 'sevens', images.count);

  // Where a dialog shows either files or folders, a model folder is opened by the file that describes it.
  await app.host.choose('Open model', join(root, 'models', 'letters', 'model.json'));
  await expect.poll(async () => (await app.state()).model?.name).toBe('Letters');
});

test('a second start brings its images to the first window and ends', async ({ openShell, folder }) => {
  const app = await openDigits(openShell);
  const images = imagesIn(folder, 'more', '4');
  expect(await app.host.startAgain({ images: [images.path] })).toBe(0);
  await opened(app, 'more', images.count);
  const windows = await app.host.application.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
  );
  expect(windows).toBe(1);
});

test('a file that the system hands over is opened', async ({ openShell, folder }) => {
  const app = await openDigits(openShell);
  const images = imagesIn(folder, 'handed over', '5');
  await app.host.application.evaluate(({ app: electronApp }, path) => {
    electronApp.emit('open-file', { preventDefault: () => {} }, path);
  }, images.path);
  await opened(app, 'handed over', images.count);
});

test('what is dropped from the file manager is opened where it lies', async ({ openShell, folder }) => {
  const app = await openDigits(openShell);
  const bare = join(folder, 'my model');
  mkdirSync(bare);
  const graphs = ['encoder.onnx', 'decoder.onnx'].map((file) => join(bare, file));
  for (const graph of graphs) cpSync(join(root, 'models', 'digits', basename(graph)), graph);
  await app.host.drop(graphs);
  await expect.poll(async () => (await app.state()).model?.path).toBe(bare);
});

test('two data folders are two applications', async ({ openShell, folder }) => {
  const one = await openDigits(openShell);
  const other = await openShell({ dataFolder: join(folder, 'other data') });
  await other.ready();
  expect((await one.state()).connection).toBe('open');
  expect(one.host.enginePid()).not.toBe(other.host.enginePid());
});

test('the window stands where it stood', async ({ openShell }) => {
  const place = { x: 37, y: 53 };
  const first = await openShell();
  await first.host.application.evaluate(({ BrowserWindow }, { x, y }) => {
    BrowserWindow.getAllWindows()[0]?.setPosition(x, y);
  }, place);
  await first.close();
  const second = await openShell({ dataFolder: first.dataFolder });
  const bounds = await second.host.application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toMatchObject(place);
});

test('the page has no Node and no permissions, and goes nowhere', async ({ openShell }) => {
  const app = await openDigits(openShell);
  // What is refused is told of on the console.
  app.expectErrors(/permission/i);
  const { page } = app;
  expect(
    await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in window),
    ),
  ).toEqual([]);
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  const placeRefused = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve(false),
          (error) => resolve(error.code === error.PERMISSION_DENIED),
        ),
      ),
  );
  expect(placeRefused).toBe(true);

  const address = page.url();
  const leaving = await app.host.application.evaluateHandle(({ BrowserWindow }) => {
    const navigation = new Promise<{ url: string; prevented: boolean }>((resolve) => {
      BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) =>
        resolve({ url: event.url, prevented: event.defaultPrevented }),
      );
    });
    return { navigation };
  });
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  expect(await leaving.evaluate(({ navigation }) => navigation)).toEqual({
    url: 'https://example.com/',
    prevented: true,
  });
  expect(page.url()).toBe(address);
  expect((await app.state()).pointCount).toBeGreaterThan(0);
});

test('a page that crashes is shown again, with what was open', async ({ openShell }) => {
  const app = await openDigits(openShell);
  const { pointCount } = await app.state();
  // The crashed page is lost to its debugger, so the shell itself is asked.
  const pointsNow = () =>
    app.host.application.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'globalThis.hourglass?.state().pointCount ?? 0',
      ),
    );
  await app.host.application.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => resolve());
        contents?.forcefullyCrashRenderer();
      }),
  );
  await expect.poll(pointsNow).toBe(pointCount);
});

test('what cannot be saved is told of', async ({ openShell, folder }) => {
  const app = await openDigits(openShell);
  await app.drag(await app.grabbable(), 80, 20);
  await expect.poll(async () => (await app.probe()) !== null).toBe(true);
  const nowhere = join(folder, 'no such folder', '\0', 'point.png');
  const telling = await app.host.application.evaluateHandle(({ dialog, session }, path) => {
    const told = new Promise<string>((resolve) => {
      dialog.showMessageBox = (...given: unknown[]) => {
        const options = given.at(-1) as { message: string };
        resolve(options.message);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
    });
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
    return { told };
  }, nowhere);
  await app.page.keyboard.press('Control+s');
  expect(await telling.evaluate(({ told }) => told)).toContain('could not be saved');
});
