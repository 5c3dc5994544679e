import { dot } from '../../../protocol/traversal.ts';
import type { TraversalGridRow } from '../../../protocol/codecs/traversalFrame.ts';

/**
 * The column whose value is nearest to a point's own along a row; −1 where z does not vary along it.
 * @param z [D] of the point
 * @param offsets of the columns, in σ
 */
export function currentColumn(
  {
    dimension,
    direction,
    middle,
    deviation,
  }: Pick<TraversalGridRow, 'dimension' | 'direction' | 'middle' | 'deviation'>,
  z: Float32Array,
  offsets: readonly number[],
): number {
  if (!(deviation > 0)) return -1;
  const value = direction ? dot(direction, z) : z[dimension ?? 0]!;
  const at = (value - middle) / deviation;
  return offsets.reduce(
    (best, offset, column) => (Math.abs(offset - at) < Math.abs(offsets[best]! - at) ? column : best),
    0,
  );
}
