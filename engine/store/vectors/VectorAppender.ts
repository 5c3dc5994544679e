import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Adds slots to the end of one vector file. One process at a time does. */
export class VectorAppender {
  readonly slotBytes: number;
  readonly #path: string;
  #file: number | null;

  /** The file is made where it is missing. */
  constructor(path: string, slotBytes: number) {
    this.slotBytes = slotBytes;
    this.#path = path;
    // 'a' makes the file, but lets nothing be written elsewhere than at its end; 'r+' does not make it.
    if (slotBytes > 0) closeSync(openSync(path, 'a'));
    this.#file = slotBytes > 0 ? openSync(path, 'r+') : null;
  }

  /** Bytes there are. */
  get sizeBytes(): number {
    return this.#file === null ? 0 : fstatSync(this.#file).size;
  }

  /** Whole slots there are. */
  get available(): number {
    return this.#file === null ? Infinity : Math.floor(this.sizeBytes / this.slotBytes);
  }

  /** Writes slots, from one on. */
  write(slot: number, bytes: Uint8Array): void {
    if (this.#file === null) return;
    let position = slot * this.slotBytes;
    for (let from = 0; from < bytes.length;) {
      const written = writeSync(this.#file, bytes, from, bytes.length - from, position);
      from += written;
      position += written;
    }
  }

  /** The file ends after so many slots: what lies beyond was never said to be there. */
  cut(slots: number): void {
    if (this.#file !== null && this.sizeBytes > slots * this.slotBytes) {
      ftruncateSync(this.#file, slots * this.slotBytes);
    }
  }

  /** Resolves when what was written is on the disk. */
  flush(): Promise<void> {
    const file = this.#file;
    if (file === null) return Promise.resolve();
    return new Promise((resolve, reject) =>
      fdatasync(file, (error) => (error ? reject(new Error(`${this.#path}: ${error.message}`)) : resolve())),
    );
  }

  /** Can be called twice; not during a flush. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
