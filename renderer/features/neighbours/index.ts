import { linksLayer } from './linksLayer.svelte.ts';
import type { Feature } from '../Feature.ts';

/** Which images are near to what is selected, as lines in the scene; the strip lists them all, in order. */
export const neighbours: Feature = {
  name: 'neighbours',
  commands: [
    {
      id: 'link-neighbours',
      title: ({ preferences }) =>
        preferences.linksNeighbours ? 'No lines to the nearest images' : 'Lines to the nearest images',
      run: ({ preferences }) => {
        preferences.linksNeighbours = !preferences.linksNeighbours;
      },
    },
  ],
  layers: [linksLayer],
};
