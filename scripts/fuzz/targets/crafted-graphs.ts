import { craftModel } from '../crafted/craftModel.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { openTriedGraphs } from '../openTriedGraphs.ts';

/** Graphs made by hand: valid ones that no runtime comes back from, and ones that say what is not so. */
export const target: FuzzTarget = {
  name: 'crafted-graphs',
  make: craftModel,
  run: (_input, folder) => openTriedGraphs(folder),
};
