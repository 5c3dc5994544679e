import type { TraversalRow } from '../traversal.ts';

/** A row of a grid of images, with what it was ordered by. */
export interface TraversalGridRow extends Omit<TraversalRow, 'direction'> {
  /** Unit vector of D; null for a dimension. */
  direction: readonly number[] | null;
  /** Mean |Δx̂| per σ, values in 0..1; null where it was not measured. */
  change: number | null;
  /** Root mean square of Δx̂ per unit of z; of a direction. */
  gain: number | null;
}

/** Images along rows of z, as the body of an HTTP answer: uint32 bytes of what describes it, that as JSON in UTF-8, RGBA bytes. */
export interface TraversalGrid {
  rows: readonly TraversalGridRow[];
  /** Of each column, in σ. */
  offsets: readonly number[];
  /** Pixels of one image as it is here; larger ones have been made smaller. */
  width: number;
  height: number;
  /** What decoding took in the engine. */
  decodeMs: number;
  /** [rows · columns, H, W, 4] uint8 */
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

const HEADER_BYTES = 4;

export function traversalFrame({ rgba, ...described }: TraversalGrid): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(described));
  const frame = new Uint8Array(HEADER_BYTES + text.length + rgba.length);
  new DataView(frame.buffer).setUint32(0, text.length, true);
  frame.set(text, HEADER_BYTES);
  frame.set(rgba, HEADER_BYTES + text.length);
  return frame;
}

/** Throws on a frame whose bytes are not those of the images that it describes. */
export function readTraversalFrame(frame: ArrayBuffer): TraversalGrid {
  const length = frame.byteLength < HEADER_BYTES ? NaN : new DataView(frame).getUint32(0, true);
  if (!(HEADER_BYTES + length <= frame.byteLength)) {
    throw new Error(`A traversal says what it holds in ${length} bytes; got ${frame.byteLength} in all.`);
  }
  const text = new TextDecoder().decode(new Uint8Array(frame, HEADER_BYTES, length));
  // The engine wrote it with traversalFrame.
  const described = JSON.parse(text) as Omit<TraversalGrid, 'rgba'>;
  const { rows, offsets, width, height } = described;
  const expected = rows.length * offsets.length * width * height * 4;
  const rgba = new Uint8ClampedArray(frame.slice(HEADER_BYTES + length));
  if (rgba.length === expected) return { ...described, rgba };
  throw new Error(
    `Expected ${expected} bytes of ${rows.length}×${offsets.length} images, got ${rgba.length}.`,
  );
}
