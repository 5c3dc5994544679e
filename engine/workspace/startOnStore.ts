import { EngineError } from '../../protocol/EngineError.ts';
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type Operations,
} from '../../protocol/operations/index.ts';
import type { StorePlace } from '../../protocol/operations/storeFields.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { startOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** Operations that take something of the open collection away. */
export type StoreOperation = Exclude<
  { [Name in OperationName]: 'store' extends keyof Operations[Name]['fields'] ? Name : never }[OperationName],
  'project' | 'interpolate'
>;

/**
 * Starts an operation that reads the store of the open collection by itself, in its own process.
 * @param given what the page sent
 * @returns the job's id
 * @throws EngineError 'bad-request' for an input that is none, or of a collection that is no longer open
 */
export function startOnStore(
  jobs: JobList,
  open: OpenCollection,
  name: StoreOperation,
  given: object,
): string {
  const definition = OPERATIONS[name];
  const store: StorePlace = { folder: open.store.folder, paths: [...open.info.paths] };
  const input = checkedInput<Operations[StoreOperation]['fields']>(definition, { ...given, store });
  if (input.collection !== open.id) {
    throw new EngineError(
      'bad-request',
      `${definition.title}: another collection is open by now; choose again what to take away.`,
    );
  }
  return startOperation(jobs, name, input as OperationInput<typeof name>).id;
}
