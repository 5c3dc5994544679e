import type { ImageRow } from '../../protocol/imageSource.ts';
import {
  OPERATIONS,
  type Operations,
  type OperationInput,
  type OperationName,
} from '../../protocol/operations/index.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { startOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** Operations that run on the images of an open collection, and compute columns of it. */
export type CollectionOperation = {
  [Name in OperationName]: 'rows' extends keyof Operations[Name]['fields'] ? Name : never;
}[OperationName];

/** How the model sees the images. */
export type Through = Pick<
  OperationInput<CollectionOperation>,
  'model' | 'json' | 'size' | 'provider' | 'fit' | 'background'
>;

/**
 * Runs an operation on the images of a collection that have no value in its columns yet, or on all of them where none is
 * missing. What it computes is written into those columns as it comes.
 * @param given what the page sent, besides the images
 * @returns the job's id
 * @throws EngineError 'bad-request' for an input that is none, or where one runs already
 */
export function startOnCollection(
  jobs: JobList,
  open: OpenCollection,
  name: CollectionOperation,
  through: Through,
  given: object,
): string {
  const { store } = open;
  const definition = OPERATIONS[name];
  const { columns = [] } = definition;
  let written: Promise<unknown> = Promise.resolve();
  const rows = rowsWithout(
    open,
    columns.map((column) => column.name),
  );
  const { id, done } = startOperation(jobs, name, checkedInput(definition, { ...given, ...through, rows }), {
    subject: store.info.name,
    onMessage: (message) => {
      const { rows: measured } = message;
      const values: Partial<Record<string, Float64Array>> = message.values;
      written = written.then(async () => {
        for (const column of columns) {
          const ofColumn = values[column.name];
          if (ofColumn) await store.writeColumn({ ...column, origin: 'operation' }, measured, ofColumn);
        }
        open.refresh();
      });
      // The collection was closed meanwhile: what was computed of it until then is kept.
      written.catch(() => {});
    },
  });
  // Its failure is in the list; a collection that cannot be read any more tells of that itself.
  done.then(() => open.refresh()).catch(() => {});
  return id;
}

/** Images that have no value in the first of the columns; all where every one has. */
function rowsWithout({ store, count }: OpenCollection, columns: readonly string[]): ImageRow[] {
  const states = store.states(0, count);
  const first = store.columns().find(({ name, origin }) => origin === 'operation' && columns.includes(name));
  const values = first ? store.columnValues(first.name, 0, count) : null;
  const here = store.sources(0, count).filter(({ id, path }) => !states[id] && path !== '');
  const hasValue = (row: number) => values?.type === 'number' && !Number.isNaN(values.values[row] ?? NaN);
  const missing = here.filter(({ id }) => !hasValue(id));
  return missing.length > 0 ? missing : here;
}
