import { DOCK_TAB } from './dockTab.ts';
import { handOf, hasDrawing } from './Hand.ts';
import type { CommandChoice } from '../Feature.ts';
import type { Page } from '../../page/Page.svelte.ts';

const DRAWING = 'drawing';
const SELECTED = 'selected';

/** What z can be fitted to now: the drawing, and the selected image. */
export function fitChoices(page: Page): CommandChoice[] {
  const { selected } = page.points;
  const choices: CommandChoice[] = [];
  if (hasDrawing(page)) choices.push({ id: DRAWING, title: 'Fit z to the drawing' });
  if (selected?.kind === 'image') {
    choices.push({ id: SELECTED, title: `Fit z to ${page.nameOf(selected)}` });
  }
  return choices;
}

/** Fits z to it, shown in the panel; what is found is a decoded point, or where the drawing's point goes. */
export async function fitZ(page: Page, choice: string): Promise<void> {
  const { workspace, points, latents } = page;
  const { drawing, fitting } = handOf(page);
  const collectionId = workspace.collection?.id;
  const { selected } = points;
  if (collectionId === undefined) return;
  page.showInDock(DOCK_TAB);
  if (choice === DRAWING) {
    const { isEncoded } = drawing;
    await fitting.start({
      collectionId,
      name: 'the drawing',
      asked: drawing.paper.picture(),
      onFound: (image, start) => drawing.place(image, isEncoded ? start : image.z),
    });
  } else if (selected?.kind === 'image') {
    const row = selected.index;
    const z = await latents.load(row);
    const name = page.nameOf(selected);
    await fitting.start({
      collectionId,
      name,
      asked: { row },
      onFound: (image) =>
        points.addPoint({ kind: 'image', row, name, z: [...z] }, Float32Array.from(image.z)),
    });
  }
}
