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
    { id: 'open-model', refusal: needsEngine, run: (page) => openModel(page) },
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
