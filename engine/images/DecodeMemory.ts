import { workerData } from 'node:worker_threads';
import { ByteGate, type GateShare } from './ByteGate.ts';

/** Of files being decoded; one that is larger is decoded with no other. */
const FILE_BYTES = 256 * 1024 * 1024;
/** Of what decoding allocates. */
const PIXEL_BYTES = 768 * 1024 * 1024;
/** A smaller file is not worth counting. */
const SMALL_FILE_BYTES = 1024 * 1024;

export interface DecodeMemoryShare {
  files: GateShare;
  pixels: GateShare;
}

/**
 * The memory that images in work may take, over all threads. Whoever holds bytes of a file may wait for pixels, and
 * nobody who holds pixels waits for anything, so that no two wait for each other.
 */
export class DecodeMemory {
  #files: ByteGate;
  #pixels: ByteGate;

  constructor(given: DecodeMemoryShare | { fileBytes: number; pixelBytes: number }) {
    const own = 'pixelBytes' in given;
    this.#files = new ByteGate(own ? given.fileBytes : given.files);
    this.#pixels = new ByteGate(own ? given.pixelBytes : given.pixels);
  }

  /** Bytes of pixels that nobody holds. */
  get freePixelBytes(): number {
    return this.#pixels.freeBytes;
  }

  /** Runs a job that reads a file whole. */
  holdFile<T>(sizeBytes: number, job: () => Promise<T>): Promise<T> {
    if (sizeBytes < SMALL_FILE_BYTES) return job();
    return this.#files.hold(Math.min(sizeBytes, this.#files.limitBytes), job);
  }

  /**
   * Runs a job that allocates so many bytes at its peak.
   * @throws Error in words when that is more than all images together may take
   */
  holdPixels<T>(bytes: number, job: () => Promise<T>): Promise<T> {
    return this.#pixels.hold(bytes, job);
  }

  share(): DecodeMemoryShare {
    return { files: this.#files.share(), pixels: this.#pixels.share() };
  }

  /** Gives back what a thread that ended still held. */
  reclaim({ files, pixels }: DecodeMemoryShare): void {
    this.#files.reclaim(files);
    this.#pixels.reclaim(pixels);
  }
}

/** What DecodePool hands its threads. */
export interface DecodeThreadData {
  decodeMemory: DecodeMemoryShare;
}

const handed = workerData as Partial<DecodeThreadData> | null;

/** The process's own; a decoding thread takes part in that of the thread which started it. */
export const decodeMemory = new DecodeMemory(
  handed?.decodeMemory ?? { fileBytes: FILE_BYTES, pixelBytes: PIXEL_BYTES },
);
