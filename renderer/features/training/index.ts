import { needsEngine } from '../../commands/guards.ts';
import TrainForm from './TrainForm.svelte';
import TrainingPanel from './TrainingPanel.svelte';
import { trainingJob } from './trainingJob.ts';
import type { DialogView, Feature } from '../Feature.ts';

const FORM: DialogView = { title: 'Train on my images', widthPx: 640, content: TrainForm };

/** A model of one's own images: what it will cost, how it goes, what came of it. */
export const training: Feature = {
  name: 'training',
  commands: [{ id: 'train', refusal: needsEngine, run: ({ dialogs }) => dialogs.show(FORM) }],
  views: [
    {
      region: 'dock',
      title: 'Training',
      isShown: ({ workspace }) => trainingJob(workspace) !== null,
      content: TrainingPanel,
    },
  ],
};
