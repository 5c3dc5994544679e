import { createHash } from 'node:crypto';
import { Random } from '../../random/Random.ts';
import { SeenImages } from './SeenImages.ts';

/** Row numbers of a data set, each in exactly one of the two. */
export interface DataSplit {
  training: Uint32Array;
  /** Never trained on. */
  heldOut: Uint32Array;
  /** What this and the earlier trainings of the model have seen. */
  seen: SeenImages;
}

const SPLIT_KEY = 0x5911;
/** More of them measure no better, and model.json names each. */
const MOST_HELD_OUT = 40_000;

/**
 * Draws the held-out rows. Rows that hold the same picture go to the same side, or a copy in the training half would
 * make the held-out error a lie. For a model that is trained further, pictures that were held out from it stay so, and of the
 * others only those that it was not trained on can be held out, the share of them that is asked for.
 * @param pixels [N,...] uint8
 * @param count N
 * @param share of the rows to hold out, 0..0.5
 * @param seed the same seed and pictures give the same split
 * @param before what the model that is trained further has seen
 */
export function splitHeldOut(
  pixels: Uint8Array,
  count: number,
  share: number,
  seed: number,
  before: SeenImages | null = null,
): DataSplit {
  const groups = groupEqualRows(pixels, count);
  const isHeldOut = new Uint8Array(count);
  let heldOutCount = 0;
  const holdOut = ({ rows }: Picture) => {
    for (const row of rows) isHeldOut[row] = 1;
    heldOutCount += rows.length;
  };
  const kept = before ? groups.filter(({ digest }) => before.wasHeldOut(digest)) : [];
  for (const picture of kept) holdOut(picture);
  const open = before
    ? groups.filter(({ digest }) => !before.wasHeldOut(digest) && !before.wasTrainedOn(digest))
    : groups;
  const openCount = open.reduce((sum, { rows }) => sum + rows.length, 0);
  const room = Math.max(0, MOST_HELD_OUT - (before?.heldOutCount ?? 0));
  const wanted = heldOutCount + Math.min(room, Math.round(openCount * share));
  for (const group of new Random(seed, SPLIT_KEY).permutation(open.length)) {
    if (heldOutCount >= wanted) break;
    const picture = open[group]!;
    // A picture that is half of the folder is trained on: holding it out would leave too little to learn from.
    if (heldOutCount + picture.rows.length <= wanted) holdOut(picture);
  }
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const digestsOf = (side: 0 | 1) =>
    groups.filter((group) => isHeldOut[group.rows[0]!] === side).map(({ digest }) => digest);
  return {
    training: rows.filter((row) => isHeldOut[row] === 0),
    heldOut: rows.filter((row) => isHeldOut[row] === 1),
    seen: SeenImages.of(digestsOf(1), new Set(digestsOf(0)), before),
  };
}

/** The rows that hold one picture. */
interface Picture {
  /** The first 8 bytes of the SHA-256 of its pixels, hexadecimal. */
  digest: string;
  rows: number[];
}

function groupEqualRows(pixels: Uint8Array, count: number): Picture[] {
  const rowBytes = pixels.length / count;
  const groups = new Map<string, Picture>();
  for (let row = 0; row < count; row++) {
    const digest = createHash('sha256')
      .update(pixels.subarray(row * rowBytes, (row + 1) * rowBytes))
      .digest('hex')
      .slice(0, 16);
    const group = groups.get(digest);
    if (group) group.rows.push(row);
    else groups.set(digest, { digest, rows: [row] });
  }
  return [...groups.values()];
}
