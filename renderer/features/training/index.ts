import { isTrainedHere } from '../../../protocol/isTrainedHere.ts';
import { allOf, needsEngine, needsModel, type Guard } from '../../commands/guards.ts';
import SaveModelElsewhere from './SaveModelElsewhere.svelte';
import TrainFurther from './TrainFurther.svelte';
import TrainForm from './TrainForm.svelte';
import TrainingPanel from './TrainingPanel.svelte';
import { improvement, whyNotToImprove } from './improving.ts';
import { trainingJob } from './trainingJob.ts';
import { answerPlace, waitingTraining } from './waitingTraining.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const FORM: DialogView = { title: 'Train on my images', widthPx: 640, content: TrainForm };

const FURTHER: DialogView = { title: 'Train further', widthPx: 640, content: TrainFurther };

const needsTrainedHere: Guard<'workspace'> = ({ workspace: { model, live } }) => {
  if (live) return 'The model is in training already.';
  return model && !isTrainedHere(model.json)
    ? `"${model.name}" was not trained by Hourglass, so it cannot be trained further; train a new model on the images.`
    : null;
};

const SAVE_ELSEWHERE: DialogView = {
  title: 'Save the trained model in a folder',
  widthPx: 640,
  content: SaveModelElsewhere,
};

const needsWaiting = ({ workspace }: Pick<Page, 'workspace'>) =>
  waitingTraining(workspace) ? null : 'No trained model waits for a place.';

async function saveElsewhere(page: Page): Promise<void> {
  const host = window.hourglassHost;
  if (!host) return page.dialogs.show(SAVE_ELSEWHERE);
  const folder = await host.openFolderDialog();
  if (folder) await answerPlace(page, folder);
}

async function improve(page: Page): Promise<void> {
  const { workspace } = page;
  const options = improvement(workspace);
  if (!options) return;
  const id = await workspace.runBusy('Starting the training', 'startOperation', 'train', options);
  if (id !== undefined) page.showInDock('Training');
}

/** A model of one's own images: what it will cost, how it goes, what came of it. */
export const training: Feature = {
  name: 'training',
  commands: [
    { id: 'train', refusal: needsEngine, run: ({ dialogs }) => dialogs.show(FORM) },
    {
      id: 'train-further',
      refusal: allOf(needsEngine, needsModel, needsTrainedHere),
      run: ({ dialogs }) => dialogs.show(FURTHER),
    },
    {
      id: 'improve-model',
      refusal: allOf(needsEngine, ({ workspace }) => whyNotToImprove(workspace)),
      run: improve,
    },
    { id: 'save-model-elsewhere', refusal: needsWaiting, run: saveElsewhere },
    { id: 'retry-saving-model', refusal: needsWaiting, run: (page) => answerPlace(page, null) },
  ],
  views: [
    {
      region: 'dock',
      title: 'Training',
      isShown: ({ workspace }) => trainingJob(workspace) !== null,
      content: TrainingPanel,
    },
  ],
};
