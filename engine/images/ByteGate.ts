import { bytesWords } from '../../protocol/words.ts';

/** Counted in KiB, so that a 32-bit cell holds two TiB. */
const UNIT_BYTES = 1024;

/** What another thread needs to go through the same gate. */
export interface GateShare {
  limitBytes: number;
  /** [1] KiB that nobody holds, of all threads. */
  free: Int32Array<SharedArrayBuffer>;
  /** [1] KiB that the other thread holds. */
  held: Int32Array<SharedArrayBuffer>;
}

/**
 * Memory that all threads of a process share by asking for it first: whoever asks for more than is free waits, without
 * blocking its thread, until others have given theirs back. Small askers may pass a large one that waits; they come from
 * batches that are few and end, so its turn comes.
 */
export class ByteGate {
  readonly limitBytes: number;
  #free: Int32Array<SharedArrayBuffer>;
  #held: Int32Array<SharedArrayBuffer> | null;

  /** @param given a limit in bytes for a gate of its own, or another thread's gate to go through */
  constructor(given: number | GateShare) {
    if (typeof given === 'number') {
      this.limitBytes = given;
      this.#free = oneCell(Math.floor(given / UNIT_BYTES));
      this.#held = null;
    } else {
      this.limitBytes = given.limitBytes;
      this.#free = given.free;
      this.#held = given.held;
    }
  }

  /** Of the limit, what nobody holds. */
  get freeBytes(): number {
    return Atomics.load(this.#free, 0) * UNIT_BYTES;
  }

  /** The gate as another thread takes part in it. */
  share(): GateShare {
    return { limitBytes: this.limitBytes, free: this.#free, held: oneCell(0) };
  }

  /** Gives back what a thread that ended still held. */
  reclaim({ held }: GateShare): void {
    this.#give(Atomics.exchange(held, 0, 0));
  }

  /**
   * Runs a job once its bytes are free, and gives them back when it has ended, well or not.
   * @throws Error in words when it wants more than there is in all
   */
  async hold<T>(bytes: number, job: () => Promise<T> | T): Promise<T> {
    if (!(bytes <= this.limitBytes)) {
      throw new Error(
        `takes ${bytesWords(bytes)} of memory to decode; at most ${bytesWords(this.limitBytes)} are used: save it smaller`,
      );
    }
    const units = Math.floor(bytes / UNIT_BYTES);
    if (units === 0) return job();
    for (let free = this.#take(units); free !== null; free = this.#take(units)) {
      const change = Atomics.waitAsync(this.#free, 0, free);
      if (change.async) await change.value;
    }
    if (this.#held) Atomics.add(this.#held, 0, units);
    try {
      return await job();
    } finally {
      if (this.#held) Atomics.sub(this.#held, 0, units);
      this.#give(units);
    }
  }

  /** Takes units where so many are free; else returns how many there are. */
  #take(units: number): number | null {
    for (;;) {
      const free = Atomics.load(this.#free, 0);
      if (free < units) return free;
      if (Atomics.compareExchange(this.#free, 0, free, free - units) === free) return null;
    }
  }

  #give(units: number): void {
    if (units === 0) return;
    Atomics.add(this.#free, 0, units);
    // All of them: the first in line may want more than there is, or its thread may have ended.
    Atomics.notify(this.#free, 0);
  }
}

function oneCell(value: number): Int32Array<SharedArrayBuffer> {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  cell[0] = value;
  return cell;
}
