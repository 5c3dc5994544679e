import { segmentCount, type LatentPath } from './latentPath.ts';

/**
 * When a path is at each of its keyframes: shares 0..1 of its time; a closed one comes to the first again at 1, which is not
 * among them.
 */
export function keyframeShares(path: LatentPath): number[] {
  const { keyframes, timeTable } = path;
  const count = segmentCount(path);
  if (timeTable) return keyframes.map((_, at) => (count > 0 ? shareInTable(timeTable, at / count) : 0));
  let total = 0;
  for (let at = 0; at < count; at++) total += keyframes[at]!.segment.seconds;
  let gone = 0;
  return keyframes.map(({ segment }) => {
    const share = total > 0 ? gone / total : 0;
    gone += segment.seconds;
    return Math.min(1, share);
  });
}

/** The first time at which a table is at a place or past it. */
function shareInTable(table: readonly number[], place: number): number {
  const at = table.findIndex((each) => each >= place - 1e-12);
  if (at <= 0) return at === 0 ? 0 : 1;
  const before = table[at - 1]!;
  const step = table[at]! - before;
  return (at - 1 + (step > 0 ? (place - before) / step : 1)) / (table.length - 1);
}

/**
 * Where on its way a path is when it has played so long.
 * @param seconds since it began
 * @param length seconds from its first keyframe to the end, above 0
 * @returns a share 0..1, and whether it has come to its end for good
 */
export function shareAfter(
  loop: LatentPath['loop'],
  seconds: number,
  length: number,
): { share: number; isOver: boolean } {
  const gone = Math.max(0, seconds) / length;
  if (loop === 'once') return { share: Math.min(1, gone), isOver: gone >= 1 };
  if (loop === 'loop') return { share: gone % 1, isOver: false };
  const there = gone % 2;
  return { share: there <= 1 ? there : 2 - there, isOver: false };
}
