import type { DocumentPoint } from '../../protocol/document.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { LatentTable } from '../exports/LatentTable.ts';

/**
 * z of decoded points with their names and where they started.
 * @throws EngineError 'bad-request' where they are not of one size
 */
export function pointLatents(points: readonly DocumentPoint[]): LatentTable {
  const latentSize = points[0]?.z.length ?? 0;
  const other = points.find(({ z }) => z.length !== latentSize);
  if (other) {
    throw new EngineError(
      'bad-request',
      `The point "${other.name}" has a z of ${other.z.length} where the others have ${latentSize}; expected points of one model.`,
    );
  }
  return {
    count: points.length,
    latentSize,
    z: Float32Array.from(points.flatMap(({ z }) => z)),
    names: [{ name: 'name', type: 'text', values: points.map(({ name }) => name) }],
    more: [
      { name: 'origin', type: 'text', values: points.map(({ origin }) => origin.name) },
      { name: 'origin_kind', type: 'text', values: points.map(({ origin }) => origin.kind) },
    ],
  };
}
