import type { CommandDefinition } from '../../protocol/operations/defineOperation.ts';
import { OPERATIONS, operationNamed, type OperationName } from '../../protocol/operations/index.ts';
import { openCommand } from './openCommand.ts';

const names = Object.keys(OPERATIONS) as OperationName[];

/** Operations that are verbs of the command line, by verb. */
export const VERBS: ReadonlyMap<string, OperationName> = new Map(
  names.flatMap((name): [string, OperationName][] => {
    const { verb } = operationNamed(name);
    return verb === null ? [] : [[verb, name]];
  }),
);

/** Every verb, in the order in which help lists them. */
export const COMMANDS: readonly CommandDefinition[] = [
  openCommand,
  ...[...VERBS.values()].map((name) => operationNamed(name)),
];
