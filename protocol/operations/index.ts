/** Everything that the engine does and that takes longer than a moment, in the order in which help lists it. */
import type { FilmPlace } from '../film.ts';
import { bench } from './bench.ts';
import { decode } from './decode.ts';
import type { CheckedInput, GivenInput, OperationDefinition, ReportOf, ResultOf } from './defineOperation.ts';
import { encode } from './encode.ts';
import { exportData } from './exportData.ts';
import { exportImages } from './exportImages.ts';
import { fitInstant } from './fitInstant.ts';
import { info } from './info.ts';
import { ingest } from './ingest.ts';
import { neighbors } from './neighbors.ts';
import { project } from './project.ts';
import { interpolate } from './interpolate.ts';
import { reconstruct } from './reconstruct.ts';
import { sample } from './sample.ts';
import { statistics } from './statistics.ts';
import { train } from './train.ts';
import { traverse } from './traverse.ts';

export const OPERATIONS = {
  ingest,
  fitInstant,
  info,
  encode,
  decode,
  reconstruct,
  interpolate,
  traverse,
  sample,
  train,
  project,
  neighbors,
  statistics,
  exportData,
  exportImages,
  bench,
} as const;

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = CheckedInput<Operations[Name]>;
export type OperationResult<Name extends OperationName> = ResultOf<Operations[Name]>;
export type OperationReport<Name extends OperationName> = ReportOf<Operations[Name]>;

/** Any operation, where it does not matter which. */
export function operationNamed(name: OperationName): OperationDefinition {
  return OPERATIONS[name];
}

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);

/** Whether it runs on the images of the open collection when a page starts it: the engine then gives what these are. */
export const runsOnCollection = ({ fields }: OperationDefinition): boolean => Object.hasOwn(fields, 'rows');

/** Whether it takes something of the open collection away: the engine then says where that is stored. */
export const takesOfStore = ({ fields }: OperationDefinition): boolean => Object.hasOwn(fields, 'store');

/**
 * What a page gives to start an operation: of one that runs on what is open, no more than it wants otherwise; never where a
 * collection is stored.
 */
export type StartInput<Name extends OperationName> = 'rows' extends keyof Operations[Name]['fields']
  ? Partial<GivenInput<Operations[Name]>>
  : Name extends 'interpolate'
    ? Omit<
        GivenInput<Operations[Name]>,
        'store' | 'model' | 'keyframes' | 'data' | 'out' | 'pathOut' | 'zOut'
      > & {
        place?: FilmPlace;
      }
    : Omit<GivenInput<Operations[Name]>, 'store'>;

/** Arguments of the call that starts an operation. */
export type StartArguments = {
  [Name in OperationName]: [name: Name, input: StartInput<Name>];
}[OperationName];
