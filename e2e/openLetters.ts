import type { App } from './App.ts';
import type { OpenOptions } from './Host.ts';

/** Opens the bundled letters, all of them, at rest. @param more how else it is opened */
export async function openLetters(
  open: (options?: OpenOptions) => Promise<App>,
  more: OpenOptions = {},
): Promise<App> {
  const app = await open({ model: 'letters', ...more });
  await app.ready();
  await app.collectionReady(832);
  await app.still();
  return app;
}
