import { sizeOf } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { concat } from './concat.ts';
import { reshape } from './reshape.ts';

/** In a table of places: no pixel, zeros. */
export const OUTSIDE = -1;

/**
 * Lays pixels out by a table: [N,P,C] and rows × columns places to [N·rows, columns·C]. One node, which copies whole pixels.
 * Made for gradients, so it leaves no rule on the tape.
 * @param places [rows·columns] numbers of pixels in 0..P−1, or OUTSIDE
 */
export function gatherPixels(x: Tensor, places: Int32Array, columns: number): Tensor {
  const [n, pixels, channels] = x.shape as [number, number, number];
  const rows = places.length / columns;
  const shape = [n * rows, columns * channels];
  if (places.length === pixels && places.every((place, index) => place === index)) return reshape(x, shape);
  const { graph } = x;
  const reachesOutside = places.includes(OUTSIDE);
  const source = reachesOutside ? concat([x, graph.filled([n, 1, channels], 0)], 1) : x;
  const indices = graph.constant(
    'int32',
    [rows, columns],
    places.map((place) => (place === OUTSIDE ? pixels : place)),
  );
  const gathered = graph.emit('Gather', [source, indices], [n, rows, columns, channels], {
    attributes: { axis: { int: 1 } },
  });
  return reshape(gathered, shape);
}

/** [N,H,W,C] to [N,H·W,C]. */
export const pixelsOf = (x: Tensor): Tensor => {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return reshape(x, [n, sizeOf([h, w]), c]);
};
