import { EngineError } from '../../protocol/EngineError.ts';
import {
  isOperationName,
  OPERATIONS,
  operationNamed,
  runsOnCollection,
  takesOfStore,
  type OperationInput,
  type OperationName,
} from '../../protocol/operations/index.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { startOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { CollectionOperation } from './startOnCollection.ts';
import type { StoreOperation } from './startOnStore.ts';

/** Operations that take more than their input to start, or whose result is more than a job's: each by its own function. */
export interface SpecialStarts {
  train(input: OperationInput<'train'>): Promise<string>;
  /** On the images that are open. */
  onCollection(name: CollectionOperation, given: object): string;
  /** On what is stored of them. */
  onStore(name: StoreOperation, given: object): string;
  /** What it computes is a view of what is open. */
  project(given: object): string;
  /** It goes through the model that is open, near the images that are. */
  interpolate(given: object): Promise<string>;
}

/**
 * Starts an operation that a page asked for.
 * @param given what the page sent
 * @returns the job's id
 * @throws EngineError 'bad-request' for a name, or an input, that is none, and when too many jobs run
 */
export async function startForPage(
  jobs: JobList,
  special: SpecialStarts,
  name: string,
  given: unknown,
): Promise<string> {
  if (!isOperationName(name)) {
    throw new EngineError(
      'bad-request',
      `There is no operation "${name}"; expected one of ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  }
  const definition = operationNamed(name);
  if (definition.startedBy === 'engine') {
    throw new EngineError('bad-request', `"${definition.title}" is not started by itself: open images.`);
  }
  jobs.checkRoom();
  if (name === 'train') return special.train(checkedInput(OPERATIONS.train, given));
  const rest = Object(given) as object;
  if (isCollectionOperation(name) && !('images' in rest)) return special.onCollection(name, rest);
  if (name === 'project') return special.project(rest);
  if (name === 'interpolate') return special.interpolate(rest);
  if (isStoreOperation(name)) return special.onStore(name, rest);
  const input = checkedInput(definition, given) as OperationInput<typeof name>;
  return startOperation(jobs, name, input).id;
}

const isCollectionOperation = (name: OperationName): name is CollectionOperation =>
  runsOnCollection(operationNamed(name));

const isStoreOperation = (name: OperationName): name is StoreOperation => takesOfStore(operationNamed(name));
