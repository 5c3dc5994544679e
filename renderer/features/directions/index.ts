import { countOfRanges, rowsOfRanges } from '../../../protocol/rowRanges.ts';
import { allOf, needsDecoder, needsEngine, needsImages, needsSelectedImages } from '../../commands/guards.ts';
import { addPoints, deleteDirection } from '../../document/edits.ts';
import Arithmetic from './Arithmetic.svelte';
import DirectionForm from './DirectionForm.svelte';
import DirectionsPanel from './DirectionsPanel.svelte';
import type { DocumentPoint } from '../../../protocol/document.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const NEW: DialogView = { title: 'New direction', widthPx: 480, content: DirectionForm };
const ARITHMETIC: DialogView = { title: 'Latent arithmetic', widthPx: 620, content: Arithmetic };

const canDraw = allOf<'workspace' | 'rows'>(needsEngine, needsImages, needsDecoder);

/** More points than these at once are no selection that one looks at. */
const APPLIED_MOST = 200;

/** Latent arithmetic: directions between means, sums and differences, averages. */
export const directions: Feature = {
  name: 'directions',
  commands: [
    {
      id: 'new-direction',
      refusal: allOf<'workspace' | 'rows'>(needsEngine, needsImages),
      run: ({ dialogs }) => dialogs.show(NEW),
    },
    {
      id: 'apply-direction',
      choices: ({ document }) =>
        document.directions.map(({ id, name }) => ({ id, title: `Move the selected images along ${name}` })),
      refusal: (page) => canDraw(page) ?? needsSelectedImages(page) ?? notTooMany(page),
      run: apply,
    },
    {
      id: 'delete-direction',
      choices: ({ document }) =>
        document.directions.map(({ id, name }) => ({ id, title: `Delete the direction ${name}` })),
      run: ({ document }, id) => {
        const found = document.directions.find((each) => each.id === id);
        if (found) document.edit(`delete ${found.name}`, (before) => deleteDirection(before, id));
      },
    },
    { id: 'latent-arithmetic', refusal: canDraw, run: ({ dialogs }) => dialogs.show(ARITHMETIC) },
    {
      id: 'average-selected',
      refusal: (page) => canDraw(page) ?? needsSelectedImages(page),
      run: average,
    },
  ],
  views: [
    {
      region: 'right',
      isShown: ({ workspace, points, document, comparison }) =>
        workspace.model?.hasDecoder === true &&
        workspace.collection !== null &&
        comparison.pair === null &&
        (points.selected !== null || document.directions.length > 0),
      content: DirectionsPanel,
    },
  ],
};

function notTooMany({ document }: Pick<Page, 'document'>): string | null {
  const count = countOfRanges(document.selection.rows);
  return count <= APPLIED_MOST
    ? null
    : `${count.toLocaleString('en')} images are selected; a direction is applied to ${APPLIED_MOST} at most.`;
}

/** Decoded points: the selected images, each moved from the one mean to the other. */
async function apply({ document, latents, details, points }: Page, id: string): Promise<void> {
  points.commitMove();
  const direction = document.directions.find((each) => each.id === id);
  if (!direction) return;
  const rows = [...rowsOfRanges(document.selection.rows)];
  const z = await Promise.all(rows.map((row) => latents.load(row)));
  const added = rows.map((row, i): DocumentPoint => {
    const from = z[i] ?? new Float32Array(0);
    const name = details.nameOf(row);
    return {
      id: `point-${crypto.randomUUID()}`,
      name: `${name} + ${direction.name}`,
      z: Array.from(from, (value, d) => Math.fround(value + (direction.vector[d] ?? 0))),
      origin: { kind: 'image', row, name, z: [...from] },
    };
  });
  document.edit(`apply ${direction.name}`, (before) => addPoints(before, added));
  points.refresh();
}

/** A decoded point at the mean of the selected images. */
async function average({ workspace, document, points }: Page): Promise<void> {
  const { rows } = document.selection;
  const mean = await workspace.connection.call('meanLatent', rows);
  const count = countOfRanges(rows);
  const name = count === 1 ? 'the selected image' : `the mean of ${count.toLocaleString('en')} images`;
  points.addPoint({ kind: 'mean', name, z: mean.map(Math.fround) });
}
