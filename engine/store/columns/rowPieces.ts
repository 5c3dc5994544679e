import type { RowRanges } from '../../../protocol/rowRanges.ts';

/** The part of a set of rows that lies in each block of so many. */
export function rowPieces(ranges: RowRanges, blockSize: number): Map<number, RowRanges> {
  const pieces = new Map<number, [number, number][]>();
  for (const [from, to] of ranges) {
    for (let start = from; start < to;) {
      const block = Math.floor(start / blockSize);
      const end = Math.min(to, (block + 1) * blockSize);
      const piece = pieces.get(block);
      if (piece) piece.push([start, end]);
      else pieces.set(block, [[start, end]]);
      start = end;
    }
  }
  return pieces;
}

/** Adds rows from..to (exclusive) to runs, after the last of them. */
export function pushRows(runs: [from: number, to: number][], from: number, to: number): void {
  const last = runs[runs.length - 1];
  if (last?.[1] === from) last[1] = to;
  else runs.push([from, to]);
}

/** Sets of at most so many rows, together all of them. */
export function* rowChunks(ranges: RowRanges, size: number): Generator<RowRanges> {
  let chunk: [number, number][] = [];
  let room = size;
  for (const [from, to] of ranges) {
    for (let start = from; start < to;) {
      const end = Math.min(to, start + room);
      chunk.push([start, end]);
      room -= end - start;
      start = end;
      if (room > 0) continue;
      yield chunk;
      chunk = [];
      room = size;
    }
  }
  if (chunk.length > 0) yield chunk;
}
