import { allOf, needsEngine } from '../../commands/guards.ts';
import BundledCollections from './BundledCollections.svelte';
import BusyWords from './BusyWords.svelte';
import DropVeil from './DropVeil.svelte';
import EmptyState from './EmptyState.svelte';
import OpenButtons from './OpenButtons.svelte';
import RecentList from './RecentList.svelte';
import WaitingImages from './WaitingImages.svelte';
import { takePaths } from './dropping.ts';
import { openImages, openModel } from './opening.ts';
import type { Feature } from '../Feature.ts';
import type { Page } from '../../page/Page.svelte.ts';

const needsWaiting = ({ workspace }: Pick<Page, 'workspace'>) =>
  workspace.waiting ? null : 'No images wait for a model.';

/** The paths of a person's images that are open or wait; null where none are, or what is open are a model's own samples. */
const ownImages = ({ waiting, collection }: Page['workspace']): readonly string[] | null => {
  if (waiting) return waiting.paths;
  const isOwn = collection && collection.samplesOf === null && collection.state !== 'sampled';
  return isOwn ? collection.paths : null;
};

const needsOwnImages = ({ workspace }: Pick<Page, 'workspace'>) =>
  ownImages(workspace) ? null : 'No images of your own are open. Open a folder of images first.';

/** Images and models from anywhere: dialogs, drops, what is bundled, what was open lately. */
export const open: Feature = {
  name: 'open',
  commands: [
    { id: 'open-images', refusal: needsEngine, run: (page) => openImages(page, 'open') },
    { id: 'add-images', refusal: needsEngine, run: (page) => openImages(page, 'add') },
    {
      id: 'forget-waiting',
      refusal: allOf(needsEngine, needsWaiting),
      run: ({ workspace }) => workspace.run('forgetWaiting'),
    },
    {
      id: 'fit-model',
      refusal: allOf(needsEngine, needsOwnImages),
      run: ({ workspace }) => workspace.runBusy('Fitting a model', 'fitModel'),
    },
    { id: 'open-model', refusal: needsEngine, run: (page) => openModel(page) },
    {
      id: 'see-through',
      choices: ({ workspace }) =>
        workspace.bundled.map(({ name, title }) => ({
          id: name,
          title: `See these images through ${title}`,
        })),
      refusal: allOf(needsEngine, needsOwnImages),
      run: async ({ workspace }, name) => {
        const paths = ownImages(workspace);
        if (paths) await workspace.runBusy('Opening images', 'openImages', [...paths], name);
      },
    },
    {
      id: 'open-bundled',
      choices: ({ workspace }) =>
        workspace.bundled.map(({ name, title }) => ({ id: name, title: `Open ${title}` })),
      refusal: needsEngine,
      run: async ({ workspace }, name) => {
        const title = workspace.bundled.find((each) => each.name === name)?.title ?? name;
        await workspace.runBusy(`Opening ${title}`, 'openBundled', name);
      },
    },
  ],
  views: [
    { region: 'left', content: OpenButtons },
    { region: 'left', isShown: ({ workspace }) => workspace.bundled.length > 0, content: BundledCollections },
    { region: 'left', content: RecentList },
    { region: 'over', isShown: ({ workspace }) => workspace.waiting !== null, content: WaitingImages },
    { region: 'over', content: EmptyState },
    { region: 'over', content: DropVeil },
    { region: 'status-end', content: BusyWords },
  ],
  start(page) {
    return window.hourglassHost?.onOpenPaths((paths) => void takePaths(page, paths)) ?? (() => undefined);
  },
};
