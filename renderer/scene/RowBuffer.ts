import { GLBufferAttribute } from 'three';

/** What is handed to the GPU at a time: more would wait for room between page and GPU, up to a second where that is busy. */
const PIECE_BYTES = 512 * 1024;
/** Rows that changed apart from each other, at most; beyond that all between them count as changed. */
const RANGES_MOST = 1024;

/**
 * One value or vector a row on the GPU, kept equal to an array here in pieces. three.js would upload the whole array at
 * its first use, which for a million rows kept the page waiting for 460 ms, so the buffer is made and filled with WebGL
 * itself and lent to three as a GLBufferAttribute.
 */
export class RowBuffer {
  readonly #gl: WebGL2RenderingContext;
  readonly #itemSize: number;
  #array: Float32Array | Uint32Array;
  #attribute: GLBufferAttribute;
  #buffer: WebGLBuffer;
  /** Rows from..to-1 that differ from the GPU's, in the order in which they are uploaded. */
  readonly #changed: { from: number; to: number }[] = [];
  /** Rows 0..known-1 have been uploaded at least once. */
  #known = 0;

  /** Borrows the array, [capacity, itemSize] of 32 bits each, zero until it is touched. */
  constructor(gl: WebGL2RenderingContext, array: Float32Array | Uint32Array, itemSize: number) {
    this.#gl = gl;
    this.#itemSize = itemSize;
    this.#array = array;
    this.#buffer = this.#make();
    this.#attribute = this.#lend();
  }

  /** Another one after grow() and restore(). */
  get attribute(): GLBufferAttribute {
    return this.#attribute;
  }

  get known(): number {
    return this.#known;
  }

  get hasChanges(): boolean {
    return this.#changed.length > 0;
  }

  /** Rows from..to-1 of the array are others. */
  touch(from: number, to: number): void {
    const last = this.#changed.at(-1);
    if (last && from <= last.to && to >= last.from) {
      last.from = Math.min(last.from, from);
      last.to = Math.max(last.to, to);
    } else {
      this.#changed.push({ from, to });
      if (this.#changed.length > RANGES_MOST) this.#mergeChanges();
    }
  }

  /** Uploads one piece. */
  upload(): void {
    const next = this.#changed[0];
    if (!next) return;
    const gl = this.#gl;
    const most = Math.floor(PIECE_BYTES / (4 * this.#itemSize));
    const from = next.from;
    const to = Math.min(next.to, from + most);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferSubData(
      gl.ARRAY_BUFFER,
      from * 4 * this.#itemSize,
      this.#array,
      from * this.#itemSize,
      (to - from) * this.#itemSize,
    );
    next.from = to;
    if (next.from >= next.to) this.#changed.shift();
    if (from <= this.#known) this.#known = Math.max(this.#known, to);
  }

  /** A larger array that begins with what the one before held, with its first `count` rows. What is on the GPU is copied there. */
  grow(array: Float32Array | Uint32Array, count: number): void {
    const old = this.#buffer;
    this.#array = array;
    this.#buffer = this.#make();
    this.#copy(old, this.#buffer, count);
    this.#gl.deleteBuffer(old);
    this.#attribute = this.#lend();
  }

  /** Takes over what another buffer of the same kind holds on the GPU: its first `count` rows. */
  copy(other: RowBuffer, count: number): void {
    this.#copy(other.#buffer, this.#buffer, count);
  }

  /** After the GPU context was lost: all of it again. */
  restore(count: number): void {
    this.#buffer = this.#make();
    this.#attribute = this.#lend();
    this.#changed.length = 0;
    this.#known = 0;
    if (count > 0) this.touch(0, count);
  }

  dispose(): void {
    this.#gl.deleteBuffer(this.#buffer);
  }

  #make(): WebGLBuffer {
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, this.#array.byteLength, gl.STATIC_DRAW);
    return buffer;
  }

  #lend(): GLBufferAttribute {
    const gl = this.#gl;
    const type = this.#array instanceof Float32Array ? gl.FLOAT : gl.UNSIGNED_INT;
    return new GLBufferAttribute(this.#buffer, type, this.#itemSize, 4, this.#array.length / this.#itemSize);
  }

  #copy(from: WebGLBuffer, to: WebGLBuffer, count: number): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.COPY_READ_BUFFER, from);
    gl.bindBuffer(gl.COPY_WRITE_BUFFER, to);
    gl.copyBufferSubData(gl.COPY_READ_BUFFER, gl.COPY_WRITE_BUFFER, 0, 0, count * this.#itemSize * 4);
    gl.bindBuffer(gl.COPY_READ_BUFFER, null);
    gl.bindBuffer(gl.COPY_WRITE_BUFFER, null);
  }

  #mergeChanges(): void {
    const from = Math.min(...this.#changed.map((range) => range.from));
    const to = Math.max(...this.#changed.map((range) => range.to));
    this.#changed.length = 0;
    this.#changed.push({ from, to });
  }
}
