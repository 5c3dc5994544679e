import LatentSliders from './LatentSliders.svelte';
import type { Feature } from '../Feature.ts';

/** Every dimension of the selected z, as a slider over its histogram. */
export const sliders: Feature = {
  name: 'sliders',
  views: [
    {
      region: 'right',
      // Of two that are compared, both are shown elsewhere.
      isShown: ({ comparison }) => comparison.pair === null,
      content: LatentSliders,
    },
  ],
};
