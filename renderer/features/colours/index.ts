import { isNarrowed, showAll } from '../../document/edits.ts';
import LabelLegend from './LabelLegend.svelte';
import { paletteLayer, visibilityLayer } from './labelLayers.ts';
import type { Feature } from '../Feature.ts';

/** What colours the points, and which of them are shown. */
export const colours: Feature = {
  name: 'colours',
  commands: [
    {
      id: 'show-all',
      refusal: ({ document }) => (isNarrowed(document.value) ? null : 'Everything is shown already.'),
      run: ({ document }) => document.edit('show all', showAll),
    },
  ],
  views: [
    {
      region: 'left',
      isShown: ({ workspace }) => (workspace.collection?.labels.length ?? 0) > 0,
      content: LabelLegend,
    },
  ],
  layers: [paletteLayer, visibilityLayer],
};
