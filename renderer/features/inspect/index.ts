import HoverTip from './HoverTip.svelte';
import Inspector from './Inspector.svelte';
import type { Feature } from '../Feature.ts';

/** One image, large: x beside x̂ and their difference, and what is under the pointer. */
export const inspect: Feature = {
  name: 'inspect',
  views: [
    { region: 'right', isShown: ({ comparison }) => comparison.pair === null, content: Inspector },
    { region: 'over', content: HoverTip },
  ],
};
