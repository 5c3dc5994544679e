import { allOf, needsEngine, needsModel } from '../../commands/guards.ts';
import { dimensionName } from '../../document/dimensionName.ts';
import LatentSliders from './LatentSliders.svelte';
import type { Feature } from '../Feature.ts';

/** Every dimension of the selected z, as a slider over its histogram. */
export const sliders: Feature = {
  name: 'sliders',
  commands: [
    {
      id: 'save-dimension-names',
      refusal: (page) => {
        const { model } = page.workspace;
        if (model?.bundled)
          return `"${model.name}" comes with Hourglass and is not changed; the names stay with the collection.`;
        if (Object.keys(page.document.dimensionNames).length === 0)
          return 'No dimension was given a name. Name one in Traversals.';
        return allOf<'workspace'>(needsEngine, needsModel)(page);
      },
      run: async ({ workspace, document, notices }) => {
        const { model } = workspace;
        if (!model) return;
        const own = model.json.latent.names;
        const names = Array.from({ length: model.latentSize }, (_, d) =>
          document.dimensionNames[d] || own?.[d] ? dimensionName(d, own, document.dimensionNames) : '',
        );
        const path = await workspace.run('saveDimensionNames', names);
        if (path !== undefined) notices.say(`Names written to ${path}`);
      },
    },
  ],
  views: [
    {
      region: 'right',
      // Of two that are compared, both are shown elsewhere.
      isShown: ({ comparison }) => comparison.pair === null,
      content: LatentSliders,
    },
  ],
};
