import type { JobOf } from '../../../protocol/job.ts';
import type { Page } from '../../page/Page.svelte.ts';
import { trainingJob } from './trainingJob.ts';

/** The training that waits for a place to write its model to, if one does. */
export const waitingTraining = (workspace: Page['workspace']): JobOf<'train'> | null => {
  const job = trainingJob(workspace);
  return job?.question ? job : null;
};

/** @param folder in which the model is written as a folder of its own; null: where it could not be, once more */
export async function answerPlace(
  { workspace }: Pick<Page, 'workspace'>,
  folder: string | null,
): Promise<void> {
  const job = waitingTraining(workspace);
  if (job) await workspace.run('answerJob', job.id, folder);
}
