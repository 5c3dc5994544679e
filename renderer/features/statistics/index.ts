import { isActive } from '../../../protocol/job.ts';
import { STATISTICS_COLUMNS } from '../../../protocol/operations/statistics.ts';
import { allOf, needsEngine, needsImages } from '../../commands/guards.ts';
import { statisticsJob } from './statisticsJob.ts';
import StatisticsPanel from './StatisticsPanel.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { Feature } from '../Feature.ts';

const needsOpenImages = allOf<'workspace' | 'rows'>(needsEngine, needsImages);

const TAB = 'Statistics';

/** Measures of every image, as columns to colour, filter and look at. */
export const statistics: Feature = {
  name: 'statistics',
  commands: [
    {
      id: 'statistics',
      refusal: (page) => {
        const job = statisticsJob(page.workspace);
        if (job && isActive(job)) return 'The images are being measured already.';
        if (page.workspace.collection?.state === 'sampled') {
          return 'These points are draws from the prior: there are no images to measure.';
        }
        return needsOpenImages(page);
      },
      run: async (page) => {
        page.showInDock(TAB);
        await measure(page);
        page.document.history.add({
          label: 'measure the images',
          undo: () => takeAway(page),
          redo: () => measure(page),
        });
      },
    },
  ],
  views: [
    {
      region: 'dock',
      title: TAB,
      isShown: ({ workspace }) => workspace.collection !== null && workspace.collection.state !== 'sampled',
      content: StatisticsPanel,
    },
  ],
};

async function measure({ workspace }: Pick<Page, 'workspace'>): Promise<void> {
  await workspace.connection.call('startOperation', 'statistics', {});
}

async function takeAway({ workspace, columns }: Pick<Page, 'workspace' | 'columns'>): Promise<void> {
  const job = statisticsJob(workspace);
  if (job && isActive(job)) await workspace.connection.call('cancelJob', job.id);
  for (const { name } of STATISTICS_COLUMNS) {
    if (columns.info(name)?.origin === 'operation') await workspace.columnCalls.removeColumn(name);
  }
}
