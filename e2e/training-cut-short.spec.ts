import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { openTrainForm } from './openTrainForm.ts';

/** Opens a folder of discs and begins a training on them that does not end by itself soon. */
async function beginTraining(open: (options: object) => Promise<App>, folder: string): Promise<App> {
  const { app, form } = await openTrainForm(open, folder);
  await form.getByText('quality').click();
  await expect(form.getByText(/· 48 images ·/)).toBeVisible();
  await form.getByRole('button', { name: /^Train/ }).click();
  await expect(panelOf(app).getByRole('button', { name: 'Finish now' })).toBeVisible({ timeout: 30_000 });
  return app;
}
const panelOf = (app: App) => app.page.getByRole('region', { name: 'Training' });
const trainings = async (app: App) =>
  (await app.state()).jobs.filter(({ operation }) => operation === 'train');

test('a training whose engine is killed says so, and one press goes on with it', async ({ open, folder }) => {
  const app = await beginTraining(open, folder);
  app.expectErrors(/WebSocket|ERR_CONNECTION|Failed to fetch|Failed to load resource/);
  const panel = panelOf(app);
  // A pause keeps the state at once.
  await panel.getByRole('button', { name: 'Pause' }).click();
  const checkpoint = join(app.dataFolder, 'models', 'discs.checkpoint');
  await expect.poll(() => existsSync(checkpoint)).toBe(true);
  app.killEngine();
  await expect(panel.getByText(/^Cut short at epoch [\d.]+; its state is kept\.$/)).toBeVisible({
    timeout: 30_000,
  });
  await panel.getByRole('button', { name: 'Continue' }).click();
  await panel.getByRole('button', { name: 'Finish now' }).click({ timeout: 30_000 });
  await expect.poll(() => trainings(app)).toMatchObject([{ state: 'done' }]);
  await expect
    .poll(async () => (await app.state()).model?.path)
    .toBe(join(app.dataFolder, 'models', 'discs'));
  expect(existsSync(checkpoint)).toBe(false);
});

test('a window that is closed in a training finds it again at the next start, where it can be discarded', async ({
  open,
  folder,
}) => {
  const app = await beginTraining(open, folder);
  await app.close();
  const again = await open({ dataFolder: app.dataFolder });
  await again.ready();
  await expect(panelOf(again).getByText(/^Cut short at epoch/)).toBeVisible();
  await panelOf(again).getByRole('button', { name: 'Discard' }).click();
  await expect(panelOf(again)).toBeHidden();
  await expect.poll(() => readdirSync(join(app.dataFolder, 'models'))).toEqual([]);
});

test('a trained model that cannot be written is saved in another folder', async ({ open, folder }) => {
  test.skip(process.platform === 'win32', 'Windows does not let go of a folder in which a file is locked');
  const app = await beginTraining(open, folder);
  const models = join(app.dataFolder, 'models');
  renameSync(models, `${models} gone`);
  writeFileSync(models, 'in its place');
  const panel = panelOf(app);
  await panel.getByRole('button', { name: 'Finish now' }).click();
  await expect(panel.getByRole('alert')).toContainText('could not be written to', { timeout: 30_000 });
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByRole('alert')).toContainText('could not be written to', { timeout: 30_000 });

  const place = join(folder, 'place');
  mkdirSync(place);
  await app.host.choose('Save elsewhere…', place);
  await expect.poll(async () => (await app.state()).model?.path).toBe(join(place, 'discs'));
  expect(readdirSync(join(place, 'discs')).sort()).toEqual([
    'card.webp',
    'decoder.onnx',
    'encoder.onnx',
    'model.json',
  ]);
  rmSync(models);
  renameSync(`${models} gone`, models);
});
