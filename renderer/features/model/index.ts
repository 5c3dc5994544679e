import { allOf, needsModel, type Guard } from '../../commands/guards.ts';
import ModelCard from './ModelCard.svelte';
import ModelJsonForm from './ModelJsonForm.svelte';
import ModelSummary from './ModelSummary.svelte';
import ProviderButton from './ProviderButton.svelte';
import ProviderReport from './ProviderReport.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const DESCRIPTION: DialogView = { title: 'What this model is', widthPx: 600, content: ModelJsonForm };
const PROVIDER: DialogView = { title: 'Execution provider', widthPx: 640, content: ProviderReport };
const CARD: DialogView = { title: 'About this model', widthPx: 640, content: ModelCard };

const needsQuality: Guard<'workspace'> = ({ workspace: { model } }) =>
  model && !model.json.quality
    ? `Nothing was measured of "${model.name}": only a training notes how good its model is.`
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
      id: 'model-card',
      refusal: allOf(needsModel, needsQuality),
      run: ({ dialogs }) => dialogs.show(CARD),
    },
    { id: 'provider', refusal: needsModel, run: ({ dialogs }) => dialogs.show(PROVIDER) },
  ],
  views: [
    { region: 'left', content: ModelSummary },
    { region: 'status', content: ProviderButton },
  ],
};
