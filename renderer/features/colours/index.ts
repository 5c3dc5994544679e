import { colorBy, isNarrowed, showAll } from '../../document/edits.ts';
import ColourLegend from './ColourLegend.svelte';
import { colourLayer, flagsLayer } from './colourLayers.ts';
import { isColouring } from '../../columns/columnLook.ts';
import type { Feature } from '../Feature.ts';

/** What colours the points, and which of them are shown. */
export const colours: Feature = {
  name: 'colours',
  commands: [
    {
      id: 'colour-by',
      choices: ({ columns }) => [
        { id: '', title: 'Colour all points alike' },
        ...columns.infos.filter(isColouring).map(({ name }) => ({ id: name, title: `Colour by ${name}` })),
      ],
      run: ({ document }, name) =>
        document.edit(name ? `colour by ${name}` : 'colour all alike', (before) =>
          colorBy(before, name === '' ? null : name),
        ),
    },
    {
      id: 'show-all',
      refusal: ({ document }) => (isNarrowed(document.value) ? null : 'Everything is shown already.'),
      run: ({ document }) => document.edit('show all', showAll),
    },
  ],
  views: [
    {
      region: 'left',
      isShown: ({ workspace }) => workspace.collection !== null,
      content: ColourLegend,
    },
  ],
  layers: [colourLayer, flagsLayer],
};
