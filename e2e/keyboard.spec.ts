import { expect, test } from './fixtures.ts';

test('by keyboard alone: select, walk by distance, see large, compare, measure, sort, tag, filter, fold, undo', async ({
  open,
}) => {
  const app = await open({ model: 'digits' });
  const { page } = app;
  const { keyboard } = page;
  await app.collectionReady();
  await app.still();
  const selected = async () => (await app.state()).selection;
  /** A dialog that is closed takes the keys until it is gone. */
  const allClosed = () => expect(page.locator('dialog')).toHaveCount(0);
  const run = async (title: string) => {
    await allClosed();
    await keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
    await keyboard.type(title);
    await keyboard.press('Enter');
  };

  // The first thing that Tab leads to is the scene, and one sees that it does.
  await keyboard.press('Tab');
  const canvas = page.getByRole('application', { name: 'Latent space' });
  await expect(canvas).toBeFocused();
  expect(await canvas.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  await expect(canvas).toHaveAccessibleDescription(/1,000 images as points in 3D.*Nothing is selected/);

  await keyboard.press(']');
  expect(await selected()).toEqual({ kind: 'image', index: 0 });
  await expect(canvas).toHaveAccessibleDescription(/Selected: 0\/0000\.png/);
  // By distance in z: what comes first is what is nearest.
  await keyboard.press('.');
  await expect.poll(selected).not.toEqual({ kind: 'image', index: 0 });
  const nearest = await selected();
  await keyboard.press('.');
  await expect.poll(selected).not.toEqual(nearest);
  await keyboard.press(',');
  await expect.poll(selected).toEqual(nearest);

  // Large, and on to the next; then two of them.
  await keyboard.press('v');
  await expect(page.getByRole('dialog')).toBeVisible();
  await keyboard.press('ArrowRight');
  await expect.poll(selected).not.toEqual(nearest);
  await keyboard.press('Escape');
  await allClosed();
  await keyboard.press('c');
  await keyboard.press(']');
  await keyboard.press('c');
  await expect(page.getByText('‖Δz‖').first()).toBeVisible();

  // Measured, and the worst reconstructed first.
  await run('Measure all images');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'mse')?.known, {
      timeout: 60_000,
    })
    .toBe(1000);
  await run('Worst reconstructed first');
  const strip = page.getByRole('listbox', { name: /in order/i });
  await expect(strip).toBeVisible();
  const mse = async () => {
    const chosen = await selected();
    if (chosen?.kind !== 'image') throw new Error('No image is selected.');
    return (await page.evaluate((row) => window.hourglass!.details(row), chosen.index)).values[
      'mse'
    ] as number;
  };
  await strip.getByRole('option').first().focus();
  await keyboard.press('Home');
  const worst = await mse();
  await keyboard.press('ArrowRight');
  await expect.poll(mse).toBeLessThanOrEqual(worst);

  // A tag, and undone; panels folded and back.
  await run('Tag the selected images');
  await expect(page.getByRole('textbox', { name: 'New tag' })).toBeFocused();
  await keyboard.type('odd');
  await keyboard.press('Enter');
  await expect.poll(async () => (await app.state()).columns.some(({ name }) => name === 'odd')).toBe(true);
  // The column comes by itself, the answer to the call after it.
  await expect.poll(async () => (await app.state()).undo).toBe('tag odd');
  await run('History');
  const history = page.getByRole('dialog', { name: 'History' });
  await expect(history).toBeVisible();
  await expect(history.getByRole('button').nth(1)).toContainText('odd');
  await keyboard.press('Tab');
  await history.getByRole('button', { name: 'the beginning' }).focus();
  await keyboard.press('Enter');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'odd')?.known ?? 0)
    .toBe(0);
  await keyboard.press('Escape');
  await allClosed();
  await keyboard.press('Control+b');
  await expect(page.getByRole('button', { name: 'Unfold the inspector panel' })).toBeVisible();
});
