import { createHash } from 'node:crypto';
import { Random } from '../../random/Random.ts';

/** Row numbers of a data set, each in exactly one of the two. */
export interface DataSplit {
  training: Uint32Array;
  /** Never trained on. */
  heldOut: Uint32Array;
}

const SPLIT_KEY = 0x5911;

/**
 * Draws the held-out rows. Rows that hold the same picture go to the same side, or a copy in the training half would
 * make the held-out error a lie.
 * @param pixels [N,...] uint8
 * @param count N
 * @param share of the rows to hold out, 0..0.5
 * @param seed the same seed and pictures give the same split
 */
export function splitHeldOut(pixels: Uint8Array, count: number, share: number, seed: number): DataSplit {
  const groups = groupEqualRows(pixels, count);
  const wanted = Math.round(count * share);
  const isHeldOut = new Uint8Array(count);
  let heldOutCount = 0;
  for (const group of new Random(seed, SPLIT_KEY).permutation(groups.length)) {
    const rows = groups[group]!;
    // A picture that is half of the folder is trained on: holding it out would leave too little to learn from.
    if (heldOutCount + rows.length > wanted) continue;
    for (const row of rows) isHeldOut[row] = 1;
    heldOutCount += rows.length;
    if (heldOutCount === wanted) break;
  }
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return {
    training: rows.filter((row) => isHeldOut[row] === 0),
    heldOut: rows.filter((row) => isHeldOut[row] === 1),
  };
}

function groupEqualRows(pixels: Uint8Array, count: number): number[][] {
  const rowBytes = pixels.length / count;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < count; row++) {
    const digest = createHash('sha1')
      .update(pixels.subarray(row * rowBytes, (row + 1) * rowBytes))
      .digest('base64');
    const group = groups.get(digest);
    if (group) group.push(row);
    else groups.set(digest, [row]);
  }
  return [...groups.values()];
}
