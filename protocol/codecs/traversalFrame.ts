import { EngineError } from '../EngineError.ts';
import type { ErrorData } from '../errors.ts';
import type { TraversalProgress, TraversalRow } from '../traversal.ts';

/** A row of a grid of images, with what it was ordered by. */
export interface TraversalGridRow extends Omit<TraversalRow, 'direction'> {
  /** Unit vector of D; null for a dimension. */
  direction: readonly number[] | null;
  /** Mean |Δx̂| per σ, values in 0..1; null where it was not measured. */
  change: number | null;
  /** Root mean square of Δx̂ per unit of z; of a direction. */
  gain: number | null;
  /** What a VAE's dimension tells of an image, nats. */
  kl: number | null;
  /** Of the images' variance, 0..1; of a component. */
  share: number | null;
}

/**
 * Images along rows of z, as the body of an HTTP answer: uint32 bytes of what describes it, that as JSON in UTF-8, RGBA bytes.
 * Where it takes longer than a moment parts stand before it, of the same layout without RGBA: `{ progress }`; and, in its
 * place where it came to nothing, `{ error }`.
 */
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
  return part(described, rgba);
}

export const traversalProgressPart = (progress: TraversalProgress): Uint8Array<ArrayBuffer> =>
  part({ progress });

export const traversalErrorPart = (error: ErrorData): Uint8Array<ArrayBuffer> => part({ error });

function part(
  described: object,
  bytes: Uint8ClampedArray = new Uint8ClampedArray(),
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(described));
  const frame = new Uint8Array(HEADER_BYTES + text.length + bytes.length);
  new DataView(frame.buffer).setUint32(0, text.length, true);
  frame.set(text, HEADER_BYTES);
  frame.set(bytes, HEADER_BYTES + text.length);
  return frame;
}

type Described = Omit<TraversalGrid, 'rgba'>;

/** Reads an answer as it arrives. */
export class TraversalReader {
  readonly #onProgress: (progress: TraversalProgress) => void;
  /** What has arrived and is not read yet, until a grid begins. */
  #rest = new Uint8Array(0);
  #described: Described | null = null;
  #images: Uint8Array[] = [];

  constructor(onProgress: (progress: TraversalProgress) => void = () => {}) {
    this.#onProgress = onProgress;
  }

  /** @throws EngineError what the engine refused it for */
  push(bytes: Uint8Array): void {
    if (this.#described) {
      this.#images.push(bytes);
      return;
    }
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    this.#rest = all;
    while (!this.#described && this.#rest.length >= HEADER_BYTES) {
      const { buffer, byteOffset } = this.#rest;
      const end = HEADER_BYTES + new DataView(buffer, byteOffset).getUint32(0, true);
      if (this.#rest.length < end) return;
      // The engine wrote it, as above.
      const read = JSON.parse(new TextDecoder().decode(this.#rest.subarray(HEADER_BYTES, end))) as
        { progress: TraversalProgress } | { error: ErrorData } | Described;
      this.#rest = this.#rest.subarray(end);
      if ('error' in read) throw EngineError.fromData(read.error);
      if ('progress' in read) this.#onProgress(read.progress);
      else {
        this.#described = read;
        this.#images.push(this.#rest);
      }
    }
  }

  /** What has arrived, which is all. Throws where its bytes are not those of the images that it describes. */
  end(): TraversalGrid {
    const described = this.#described;
    if (!described) {
      throw new Error(`A traversal ended before it said what it holds, ${this.#rest.length} bytes on.`);
    }
    const { rows, offsets, width, height } = described;
    const expected = rows.length * offsets.length * width * height * 4;
    const got = this.#images.reduce((sum, { length }) => sum + length, 0);
    if (got !== expected) {
      throw new Error(`Expected ${expected} bytes of ${rows.length}×${offsets.length} images, got ${got}.`);
    }
    const rgba = new Uint8ClampedArray(expected);
    let at = 0;
    for (const bytes of this.#images) {
      rgba.set(bytes, at);
      at += bytes.length;
    }
    return { ...described, rgba };
  }
}

/** An answer that has arrived whole. */
export function readTraversalFrame(frame: ArrayBuffer): TraversalGrid {
  const reader = new TraversalReader();
  reader.push(new Uint8Array(frame));
  return reader.end();
}
