import type { Random } from '../../random/Random.ts';

/** Rows drawn for one mid-near pair, of which the second nearest is taken. */
const DRAWN_FOR_MID = 6;
/** Draws for one further pair before a repeated or a near row is taken after all: there may be too few rows. */
const MOST_DRAWS = 50;

/**
 * For each row some that are nearer than by chance: the second nearest of six drawn (Wang et al. 2021, 4.1).
 * @param latents [N,D]
 * @returns [N,count]
 */
export function midPairs(
  latents: Float32Array,
  n: number,
  d: number,
  count: number,
  random: Random,
): Uint32Array {
  const pairs = new Uint32Array(n * count);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < count; i++) {
      let [nearest, second] = [Infinity, Infinity];
      let [nearestRow, secondRow] = [0, 0];
      for (let draw = 0; draw < DRAWN_FOR_MID; draw++) {
        const other = otherThan(row, n, random);
        let square = 0;
        for (let j = 0; j < d; j++) square += (latents[row * d + j]! - latents[other * d + j]!) ** 2;
        if (square < nearest) {
          [second, secondRow] = [nearest, nearestRow];
          [nearest, nearestRow] = [square, other];
        } else if (square < second) [second, secondRow] = [square, other];
      }
      pairs[row * count + i] = secondRow;
    }
  }
  return pairs;
}

/**
 * For each row some of all others that are not among its near pairs.
 * @param near [N,nearCount]
 * @returns [N,count]
 */
export function furtherPairs(
  n: number,
  near: Uint32Array,
  nearCount: number,
  count: number,
  random: Random,
): Uint32Array {
  const pairs = new Uint32Array(n * count);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < count; i++) {
      let other = otherThan(row, n, random);
      for (let draw = 0; draw < MOST_DRAWS; draw++) {
        if (
          !includes(near, row * nearCount, (row + 1) * nearCount, other) &&
          !includes(pairs, row * count, row * count + i, other)
        )
          break;
        other = otherThan(row, n, random);
      }
      pairs[row * count + i] = other;
    }
  }
  return pairs;
}

/** A row of n, at least 2, that is not this one. */
export function otherThan(row: number, n: number, random: Random): number {
  const other = random.below(n - 1);
  return other < row ? other : other + 1;
}

/** Whether a value is among list[from] to list[to − 1]. */
export function includes(list: Uint32Array, from: number, to: number, value: number): boolean {
  for (let at = from; at < to; at++) if (list[at] === value) return true;
  return false;
}
