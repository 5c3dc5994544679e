import { DEFAULT_FPS } from '../../../protocol/operations/interpolate.ts';
import { counted } from '../../../protocol/words.ts';
import { allOf, needsDecoder, needsEngine, needsPoints } from '../../commands/guards.ts';
import { addKeyframes, addPath, deletePath, emptyPath } from '../../document/pathEdits.ts';
import { offerDownload, safeFileName } from '../../ui/offerDownload.ts';
import { DOCK_TAB, isTabShown } from './dockTab.ts';
import MorphOffer from './MorphOffer.svelte';
import { ADDED_MOST, morphEnds, newKeyframes, selectedRefs } from './newKeyframes.ts';
import { deskOf } from './PathDesk.svelte.ts';
import PathExport from './PathExport.svelte';
import { pathFile } from './pathFile.ts';
import { pathLayer } from './pathLayer.svelte.ts';
import PathPanel from './PathPanel.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const EXPORT: DialogView = { title: 'Take the path away', widthPx: 660, content: PathExport };

const canDraw = allOf<'workspace' | 'rows' | 'points'>(needsEngine, needsDecoder, notLive, needsPoints);

/** Keyframes on a timeline and as a curve in the scene, and films of what the decoder draws between them. */
export const paths: Feature = {
  name: 'paths',
  start: (page) => deskOf(page).work.follow(),
  commands: [
    { id: 'show-paths', refusal: canDraw, run: (page) => page.showInDock(DOCK_TAB) },
    { id: 'add-keyframe', refusal: (page) => canDraw(page) ?? notAddable(page), run: addSelected },
    { id: 'morph-to', refusal: (page) => canDraw(page) ?? needsEnds(page), run: morph },
    {
      id: 'new-path',
      refusal: canDraw,
      run: (page) => {
        const desk = deskOf(page);
        const path = emptyPath(`path-${crypto.randomUUID()}`, desk.nextName());
        page.document.edit(`new path ${path.name}`, (before) => addPath(before, path));
        desk.choose(path.id);
        page.showInDock(DOCK_TAB);
      },
    },
    {
      id: 'choose-path',
      choices: ({ document }) => document.paths.map(({ id, name }) => ({ id, title: `Show ${name}` })),
      refusal: canDraw,
      run: (page, id) => {
        deskOf(page).choose(id);
        page.showInDock(DOCK_TAB);
      },
    },
    {
      id: 'delete-path',
      choices: ({ document }) => document.paths.map(({ id, name }) => ({ id, title: `Delete ${name}` })),
      run: ({ document }, id) => {
        const found = document.paths.find((each) => each.id === id);
        if (found) document.edit(`delete ${found.name}`, (before) => deletePath(before, id));
      },
    },
    {
      id: 'play-path',
      title: (page) => (deskOf(page).player.isPlaying ? 'Pause the path' : 'Play the path'),
      isQuiet: true,
      refusal: (page) =>
        canDraw(page) ??
        needsWhole(page) ??
        (isTabShown(page) ? null : 'Show the path first: its tab is in the dock.'),
      run: (page) => {
        const { player } = deskOf(page);
        if (player.isPlaying) player.pause();
        else player.play();
      },
    },
    {
      id: 'export-path',
      refusal: (page) => canDraw(page) ?? needsWhole(page),
      run: (page) => {
        page.points.commitMove();
        deskOf(page).player.pause();
        page.dialogs.show(EXPORT);
      },
    },
    { id: 'save-path', refusal: (page) => canDraw(page) ?? needsWhole(page), run: saveJson },
  ],
  views: [
    {
      region: 'dock',
      title: DOCK_TAB,
      isShown: ({ workspace }) => workspace.collection !== null,
      content: PathPanel,
    },
    { region: 'over', isShown: ({ dropped }) => dropped !== null, content: MorphOffer },
  ],
  layers: [pathLayer],
};

function notLive({ workspace }: Pick<Page, 'workspace'>): string | null {
  return workspace.live
    ? 'The images are seen as the training has them; paths are back when it has ended.'
    : null;
}

function needsWhole(page: Page): string | null {
  return deskOf(page).whole ? null : 'The path has fewer than two keyframes: select an image and press K.';
}

function needsEnds(page: Page): string | null {
  return morphEnds(page)
    ? null
    : 'Pick two images or points: click one, then another with Ctrl. Or drag one onto another.';
}

function notAddable(page: Page): string | null {
  const count = selectedRefs(page).length;
  if (count === 0) return 'Nothing is selected. Click an image or a point, then press K.';
  return count <= ADDED_MOST
    ? null
    : `${count.toLocaleString('en')} images are selected; ${ADDED_MOST} at most become keyframes at once.`;
}

async function addSelected(page: Page): Promise<void> {
  page.points.commitMove();
  const added = await newKeyframes(page, selectedRefs(page));
  const label =
    added.length === 1 ? `add ${added[0]!.name} to the path` : `add ${counted(added.length, 'keyframe')}`;
  deskOf(page).edit(label, (before, id) => addKeyframes(before, id, added));
  page.showInDock(DOCK_TAB);
}

/** A path of its own between two that are picked, played at once. */
async function morph(page: Page): Promise<void> {
  page.points.commitMove();
  const ends = morphEnds(page);
  if (!ends) return;
  page.dropped = null;
  const found = await newKeyframes(
    page,
    ends.map(({ point }) => point),
  );
  const added = found.map((each, i) => ({ ...each, z: Array.from(ends[i]?.z ?? each.z) }));
  const name = added.map((each) => each.name).join(' → ');
  const path = emptyPath(`path-${crypto.randomUUID()}`, name);
  page.document.edit(`morph ${name}`, (before) => addKeyframes(addPath(before, path), path.id, added));
  const desk = deskOf(page);
  desk.choose(path.id);
  page.showInDock(DOCK_TAB);
  desk.player.play();
}

function saveJson(page: Page): void {
  const { whole, path } = deskOf(page);
  const { model, collection } = page.workspace;
  if (!whole || !path || !model) return;
  const text = JSON.stringify(pathFile(whole, model, DEFAULT_FPS), null, 2);
  const name = safeFileName(`${collection?.name ?? ''} ${path.name}`, 'Path');
  offerDownload(new Blob([`${text}\n`], { type: 'application/json' }), `${name} path.json`);
}
