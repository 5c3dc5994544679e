import { collection } from './collection/index.ts';
import { colours } from './colours/index.ts';
import { connection } from './connection/index.ts';
import { directions } from './directions/index.ts';
import { draw } from './draw/index.ts';
import { exporting } from './export/index.ts';
import { file } from './file/index.ts';
import { generation } from './generation/index.ts';
import { help } from './help/index.ts';
import { history } from './history/index.ts';
import { inspect } from './inspect/index.ts';
import { jobs } from './jobs/index.ts';
import { model } from './model/index.ts';
import { neighbours } from './neighbours/index.ts';
import { open } from './open/index.ts';
import { paths } from './paths/index.ts';
import { pictures } from './pictures/index.ts';
import { points } from './points/index.ts';
import { projections } from './projections/index.ts';
import { select } from './select/index.ts';
import { sliders } from './sliders/index.ts';
import { statistics } from './statistics/index.ts';
import { strip } from './strip/index.ts';
import { training } from './training/index.ts';
import { directionsHere, traversals } from './traversals/index.ts';
import { viewer } from './viewer/index.ts';
import { view } from './view/index.ts';
import type { Feature } from './Feature.ts';

/** Everything the page can do. Where two features have views in one region, the first listed stands first. */
export const features: readonly Feature[] = [
  connection,
  model,
  collection,
  projections,
  colours,
  inspect,
  viewer,
  points,
  directions,
  directionsHere,
  sliders,
  neighbours,
  select,
  open,
  file,
  exporting,
  pictures,
  draw,
  strip,
  generation,
  traversals,
  paths,
  statistics,
  training,
  jobs,
  view,
  history,
  help,
];
