import { isTrainedHere } from '../../../protocol/isTrainedHere.ts';
import { allOf, needsEngine, needsModel, type Guard } from '../../commands/guards.ts';
import ModelJsonForm from './ModelJsonForm.svelte';
import ModelSummary from './ModelSummary.svelte';
import ProviderButton from './ProviderButton.svelte';
import ProviderReport from './ProviderReport.svelte';
import TrainFurther from './TrainFurther.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const DESCRIPTION: DialogView = { title: 'What this model is', widthPx: 600, content: ModelJsonForm };
const PROVIDER: DialogView = { title: 'Execution provider', widthPx: 640, content: ProviderReport };
const FURTHER: DialogView = { title: 'Train further', widthPx: 640, content: TrainFurther };

const needsTrainedHere: Guard<'workspace'> = ({ workspace: { model } }) =>
  model && !isTrainedHere(model.json)
    ? `"${model.name}" was not trained by Hourglass, so it cannot be trained further; train a new model on the images.`
    : null;

/** What model is open, what was inferred of it, and what runs it. */
export const model: Feature = {
  name: 'model',
  commands: [
    {
      id: 'model-json',
      refusal: (page) =>
        page.workspace.model?.bundled ? 'A bundled model is described already.' : needsModel(page),
      run: ({ dialogs }) => dialogs.show(DESCRIPTION),
    },
    {
      id: 'train-further',
      refusal: allOf(needsEngine, needsModel, needsTrainedHere),
      run: ({ dialogs }) => dialogs.show(FURTHER),
    },
    { id: 'provider', refusal: needsModel, run: ({ dialogs }) => dialogs.show(PROVIDER) },
  ],
  views: [
    { region: 'left', content: ModelSummary },
    { region: 'status', content: ProviderButton },
  ],
};
