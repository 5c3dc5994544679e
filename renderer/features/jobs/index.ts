import { needsEngine } from '../../commands/guards.ts';
import JobChips from './JobChips.svelte';
import { isActive } from '../../../protocol/job.ts';
import { canFinish, canPause } from './jobAbilities.ts';
import type { JobInfo } from '../../../protocol/job.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { CommandChoice, Feature } from '../Feature.ts';

/** Whatever takes longer than a moment: how far it is, pausing, finishing, cancelling it. */
export const jobs: Feature = {
  name: 'jobs',
  commands: [
    {
      id: 'pause-job',
      choices: choicesOf(canPause, ({ state }) => (state === 'paused' ? 'Resume' : 'Pause')),
      refusal: needsEngine,
      run: async ({ workspace }, id) => {
        const isPaused = workspace.jobs.some((job) => job.id === id && job.state === 'paused');
        await workspace.run(isPaused ? 'resumeJob' : 'pauseJob', id);
      },
    },
    {
      id: 'finish-job',
      choices: choicesOf(canFinish, () => 'Finish now'),
      refusal: needsEngine,
      run: async ({ workspace }, id) => void (await workspace.run('finishJob', id)),
    },
    {
      id: 'cancel-job',
      choices: choicesOf(isActive, () => 'Cancel'),
      refusal: needsEngine,
      run: async ({ workspace }, id) => void (await workspace.run('cancelJob', id)),
    },
    {
      id: 'continue-job',
      choices: choicesOf(
        ({ state }) => state === 'interrupted',
        () => 'Continue',
      ),
      refusal: needsEngine,
      run: async ({ workspace }, id) => void (await workspace.run('continueJob', id)),
    },
    {
      id: 'dismiss-job',
      choices: choicesOf(
        (job) => !isActive(job),
        ({ state }) => (state === 'interrupted' ? 'Discard' : 'Dismiss'),
      ),
      refusal: needsEngine,
      run: async ({ workspace }, id) => void (await workspace.run('dismissJob', id)),
    },
  ],
  views: [{ region: 'status-end', content: JobChips }],
};

/** The jobs something can be done with, each called by what would be done. */
function choicesOf(isOne: (job: JobInfo) => boolean, verb: (job: JobInfo) => string) {
  return ({ workspace }: Pick<Page, 'workspace'>): CommandChoice[] =>
    workspace.jobs.filter(isOne).map((job) => ({ id: job.id, title: `${verb(job)}: ${job.title}` }));
}
