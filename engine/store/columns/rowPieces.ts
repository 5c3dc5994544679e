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

/** Adds a row to runs, not before the last of them. */
export function pushRow(runs: [from: number, to: number][], row: number): void {
  const last = runs.at(-1);
  if (last && last[1] === row) last[1] = row + 1;
  else runs.push([row, row + 1]);
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
