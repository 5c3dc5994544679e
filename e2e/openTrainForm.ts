import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { App } from './App.ts';
import { drawDiscs } from './folders.ts';
import type { OpenOptions } from './Host.ts';

const COUNT = 48;

/** Opens a folder of 48 discs through the digits, and the form for training on them. */
export async function openTrainForm(
  open: (options: OpenOptions) => Promise<App>,
  folder: string,
): Promise<{ app: App; form: Locator; count: number }> {
  const images = join(folder, 'discs');
  await drawDiscs(images, COUNT);
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(COUNT);
  await app.page.getByRole('button', { name: 'Train on my images' }).click();
  return { app, form: app.page.getByRole('dialog'), count: COUNT };
}
