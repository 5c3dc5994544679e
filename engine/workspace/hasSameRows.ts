import { rowPath } from '../../protocol/imageSource.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** Of larger collections the rows are not compared one by one: that would take more than a moment. */
const ROWS_MOST = 200_000;

/** Whether two collections have the same images in the same rows. */
export function hasSameRows(a: OpenCollection, b: OpenCollection): boolean {
  const { count } = a;
  if (count === 0 || count !== b.count || count > ROWS_MOST) return false;
  const paths = a.store.sources(0, count).map(rowPath);
  return b.store.sources(0, count).every((source, row) => rowPath(source) === paths[row]);
}
