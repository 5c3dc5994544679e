import type { ImageRow } from '../../protocol/imageSource.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import { STATISTICS_COLUMNS } from '../../protocol/operations/statistics.ts';
import { startOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** How the model sees the images. */
type Through = Omit<OperationInput<'statistics'>, 'images' | 'rows' | 'out'>;

/**
 * Measures the images of a collection that are not measured yet into its columns; all of them again where none is missing.
 * @returns the job's id
 */
export function startStatistics(jobs: JobList, open: OpenCollection, through: Through): string {
  const { store } = open;
  let written: Promise<unknown> = Promise.resolve();
  const { id, done } = startOperation(
    jobs,
    'statistics',
    { ...through, rows: rowsToMeasure(open) },
    {
      subject: store.info.name,
      onMessage: ({ rows, values }) => {
        written = written.then(async () => {
          for (const column of STATISTICS_COLUMNS) {
            const measured = values[column.name];
            if (measured) await store.writeColumn({ ...column, origin: 'operation' }, rows, measured);
          }
          open.refresh();
        });
        // The collection was closed meanwhile: what was measured of it until then is kept.
        written.catch(() => {});
      },
    },
  );
  void done.then(
    () => open.refresh(),
    () => {},
  );
  return id;
}

function rowsToMeasure({ store, count }: OpenCollection): ImageRow[] {
  const states = store.states(0, count);
  const known = store.columns().find(({ name }) => name === STATISTICS_COLUMNS[0].name);
  const values = known ? store.columnValues(known.name, 0, count) : null;
  const here = store.sources(0, count).filter(({ id, path }) => !states[id] && path !== '');
  const isMeasured = (row: number) => values?.type === 'number' && !Number.isNaN(values.values[row] ?? NaN);
  const missing = here.filter(({ id }) => !isMeasured(id));
  return missing.length > 0 ? missing : here;
}
