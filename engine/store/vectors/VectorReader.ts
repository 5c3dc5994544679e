import { read } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { EngineError } from '../../../protocol/EngineError.ts';
import { NO_SLOT } from '../columns/blockLayout.ts';
import { shortFileWords } from '../storeFiles.ts';

/** Pieces that are asked for at the same time: few enough for memory, enough for the system's readers never to wait. */
const READS_AT_ONCE = 64;

/** Reads slots of one vector file; never what lies beyond those that a caller knows of. */
export class VectorReader {
  readonly path: string;
  readonly slotBytes: number;
  readonly #handle: FileHandle | null;
  /** What is being read: the file is closed after that. */
  readonly #reading = new Set<Promise<unknown>>();

  private constructor(path: string, slotBytes: number, handle: FileHandle | null) {
    this.path = path;
    this.slotBytes = slotBytes;
    this.#handle = handle;
  }

  /**
   * @param slotBytes 0 where there are no such vectors, and no file
   * @throws EngineError 'bad-collection' where there is no such file
   */
  static async open(path: string, slotBytes: number): Promise<VectorReader> {
    if (slotBytes === 0) return new VectorReader(path, slotBytes, null);
    const handle = await open(path, 'r').catch(() => null);
    if (!handle) throw new EngineError('bad-collection', shortFileWords(path, 0, null), { repairable: true });
    return new VectorReader(path, slotBytes, handle);
  }

  async sizeBytes(): Promise<number> {
    return this.#handle ? (await this.#handle.stat()).size : 0;
  }

  /**
   * Reads slots, those that follow each other at once; zeros for NO_SLOT.
   * @param bytes [n, slotBytes], all 0; they are read into it
   * @throws EngineError 'bad-collection' where the file ends before
   */
  async read(slots: Uint32Array, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#handle) return;
    const reading = this.#readRuns(runsOf(slots), bytes);
    this.#reading.add(reading);
    try {
      await reading;
    } finally {
      this.#reading.delete(reading);
    }
  }

  /** As read, into a new array. */
  async bytesOf(slots: Uint32Array): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(slots.length * this.slotBytes);
    await this.read(slots, bytes);
    return bytes;
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#reading);
    await this.#handle?.close();
  }

  async #readRuns(runs: readonly SlotRun[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    let next = 0;
    const readNext = async () => {
      for (let run = runs[next++]; run; run = runs[next++]) await this.#readRun(run, bytes);
    };
    await Promise.all(Array.from({ length: Math.min(READS_AT_ONCE, runs.length) }, readNext));
  }

  async #readRun({ at, slot, count }: SlotRun, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const to = (at + count) * this.slotBytes;
    let position = slot * this.slotBytes;
    for (let filled = at * this.slotBytes; filled < to;) {
      const bytesRead = await readBytes(this.#handle!.fd, into, filled, to - filled, position);
      if (bytesRead === 0) {
        const expected = (slot + count) * this.slotBytes;
        throw new EngineError('bad-collection', shortFileWords(this.path, expected, position), {
          repairable: true,
        });
      }
      filled += bytesRead;
      position += bytesRead;
    }
  }
}

/** fs.read itself: a FileHandle's costs several times as much, which counts where hundreds of slots lie apart. */
function readBytes(
  file: number,
  into: Uint8Array<ArrayBuffer>,
  offset: number,
  length: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) =>
    read(file, into, offset, length, position, (error, bytesRead) =>
      error ? reject(error) : resolve(bytesRead),
    ),
  );
}

/** Slots slot..slot+count-1, wanted at places at..at+count-1. */
interface SlotRun {
  at: number;
  slot: number;
  count: number;
}

function runsOf(slots: Uint32Array): SlotRun[] {
  const runs: SlotRun[] = [];
  let last: SlotRun | undefined;
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at]!;
    if (slot === NO_SLOT) continue;
    if (last && last.at + last.count === at && last.slot + last.count === slot) last.count += 1;
    else runs.push((last = { at, slot, count: 1 }));
  }
  return runs;
}
