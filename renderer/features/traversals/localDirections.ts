import type { TraversalGridRow } from '../../../protocol/codecs/traversalFrame.ts';
import type { Direction } from '../../../protocol/document.ts';

type LocalDirection = Pick<TraversalGridRow, 'name' | 'direction' | 'deviation'>;

/**
 * z moved along a direction.
 * @param start [D]
 * @param amount in σ of the data along it
 */
export const latentAlong = (
  start: Float32Array,
  { direction, deviation }: LocalDirection,
  amount: number,
): Float32Array => start.map((value, d) => value + amount * deviation * (direction?.[d] ?? 0));

/**
 * A direction that a person keeps: 1 of its slider is one σ. What it separates was not asked.
 * @param around what the point is called at which it was found
 */
export function keptDirection(row: LocalDirection, around: string, id: string): Direction {
  return {
    id,
    name: `${row.name} at ${around}`.slice(0, 200),
    from: around.slice(0, 200),
    to: `${around} + 1 σ`.slice(0, 200),
    vector: Array.from(row.direction ?? [], (value) => value * row.deviation),
    separation: null,
  };
}
