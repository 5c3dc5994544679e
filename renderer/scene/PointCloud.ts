import type { Object3D } from 'three';
import { CardPoints, cardGeometry } from './CardPoints.ts';
import type { CardUniforms } from './cardUniforms.ts';
import { FocusCards, type FocusSource } from './FocusCards.ts';
import { RowBuffer } from './RowBuffer.ts';
import { RowStates } from './RowStates.ts';
import { NO_CELL } from './TileCells.ts';

/**
 * All points as point sprites from the same buffers: one draw of dots, one of images, and one of those in between, of which
 * those are left out that a frame cannot show; the few in focus in another on top. Sprites and not instanced quads,
 * because software renderers pay for every instance as for a draw of its own: 1,000 cards took 200 ms.
 */
export class PointCloud implements FocusSource {
  /** [≥ count,3] float32, projection units. */
  positions: Float32Array<ArrayBuffer> = new Float32Array(3);
  /** Each row's cell of the atlas, NO_CELL for none. */
  cells: Uint32Array<ArrayBuffer> = new Uint32Array(1);
  readonly states: RowStates;
  readonly #gl: WebGL2RenderingContext;
  readonly #geometry = cardGeometry();
  readonly #dots: CardPoints;
  readonly #rounds: CardPoints;
  readonly #squares: CardPoints;
  readonly #focus: FocusCards;
  #buffers: RowBuffers;
  #count = 0;
  #capacity = 1;
  /** Where the points glide from, here and on the GPU; kept for the next glide. */
  #previous: { array: Float32Array<ArrayBuffer>; buffer: RowBuffer } | null = null;
  #gliding = false;
  #kinds = { dots: true, rounds: true, squares: true };

  /** Borrows both. */
  constructor(gl: WebGL2RenderingContext, uniforms: CardUniforms) {
    this.#gl = gl;
    this.#dots = new CardPoints(this.#geometry, uniforms, 'DOTS');
    this.#rounds = new CardPoints(this.#geometry, uniforms, 'ROUND');
    this.#squares = new CardPoints(this.#geometry, uniforms, 'SQUARE');
    this.states = new RowStates((from, to) => {
      this.#buffers.state.touch(from, to);
      this.#focus.update();
    });
    this.states.grow(this.#capacity);
    this.#buffers = this.#makeBuffers();
    this.#focus = new FocusCards(uniforms, this);
    this.#lendBuffers();
    this.#showKnown();
  }

  get meshes(): readonly Object3D[] {
    return [this.#dots, this.#rounds, this.#squares, this.#focus.mesh];
  }

  get count(): number {
    return this.#count;
  }

  get stateValues(): Uint32Array {
    return this.states.values;
  }

  get previousPositions(): Float32Array {
    return this.#gliding && this.#previous ? this.#previous.array : this.positions;
  }

  /** Forgets all rows, with room for so many. */
  reset(expected: number): void {
    this.endTransition();
    this.#count = 0;
    this.states.clear();
    this.#disposeBuffers();
    this.#capacity = Math.max(1, expected);
    this.positions = new Float32Array(this.#capacity * 3);
    this.cells = new Uint32Array(this.#capacity);
    this.states.grow(this.#capacity);
    this.#buffers = this.#makeBuffers();
    this.#lendBuffers();
    this.setFocus(-1, -1);
    this.#showKnown();
  }

  /** Positions [n,3] of rows from..from+n. @throws RangeError when they would leave a gap. */
  append(from: number, positions: Float32Array): void {
    const n = positions.length / 3;
    if (!Number.isInteger(n) || from > this.#count) {
      throw new RangeError(
        `Points: expected rows from at most ${this.#count} and 3 coordinates each, got rows from ${from} and ${positions.length} coordinates`,
      );
    }
    this.endTransition();
    const count = Math.max(this.#count, from + n);
    if (count > this.#capacity) this.#grow(Math.max(count, Math.ceil(this.#capacity * 1.5)));
    this.positions.set(positions, from * 3);
    this.#buffers.position.touch(from, from + n);
    this.#count = count;
    this.states.extendTo(count);
    this.#focus.update();
  }

  /**
   * New places for all points; with `keepOld` the shader can show any mix of old and new (uniform transition), once they are
   * uploaded: only the old ones before.
   */
  move(positions: Float32Array, keepOld: boolean): void {
    if (positions.length < this.#count * 3) {
      throw new RangeError(`Points: expected ${this.#count * 3} coordinates, got ${positions.length}`);
    }
    this.endTransition();
    if (keepOld) this.#keepOld();
    this.positions.set(positions.subarray(0, this.#count * 3));
    this.#buffers.position.touch(0, this.#count);
    this.#focus.update();
  }

  endTransition(): void {
    if (!this.#gliding) return;
    this.#gliding = false;
    this.#lendBuffers();
    this.#focus.update();
  }

  /** The atlas's cell that holds this row's thumbnail now, NO_CELL for none. */
  setCell(row: number, cell: number): void {
    this.cells[row] = cell;
    this.#buffers.cell.touch(row, row + 1);
  }

  /** No row has a thumbnail any more. */
  clearCells(): void {
    this.cells.fill(NO_CELL);
    if (this.#count > 0) this.#buffers.cell.touch(0, this.#count);
  }

  /** Something here is not on the GPU yet. */
  get hasUploads(): boolean {
    const { position, state, cell } = this.#buffers;
    return position.hasChanges || state.hasChanges || cell.hasChanges;
  }

  /** Uploads what changed until `deadlineMs` (performance.now()), at least one piece. */
  upload(deadlineMs: number): void {
    const { position, state, cell } = this.#buffers;
    do {
      if (position.hasChanges) position.upload();
      else if (state.hasChanges) state.upload();
      else if (cell.hasChanges) cell.upload();
      else break;
    } while (performance.now() < deadlineMs);
    this.#showKnown();
  }

  /** Draws these rows again on top with rings, hovered over selected; -1 for none. */
  setFocus(selected: number, hovered: number): void {
    this.#focus.set(selected, hovered);
  }

  /** Cells of rows in focus may be others now. */
  updateFocus(): void {
    this.#focus.update();
  }

  /** Which kinds there can be in this frame; a kind that cannot is not drawn. */
  setKinds(dots: boolean, rounds: boolean, squares: boolean): void {
    this.#kinds.dots = dots;
    this.#kinds.rounds = rounds;
    this.#kinds.squares = squares;
    this.#showKnown();
  }

  /** After the GPU context was lost and came back: all of it again, without thumbnails. */
  restore(): void {
    this.endTransition();
    this.#previous = null;
    this.cells.fill(NO_CELL);
    this.#buffers.position.restore(this.#count);
    this.#buffers.state.restore(this.#count);
    this.#buffers.cell.restore(0);
    this.#lendBuffers();
    this.#showKnown();
  }

  dispose(): void {
    this.#disposeBuffers();
    for (const mesh of [this.#dots, this.#rounds, this.#squares]) mesh.material.dispose();
    this.#focus.dispose();
  }

  /** Rows are drawn as far as they are on the GPU. */
  #showKnown(): void {
    const known = Math.min(this.#count, this.#buffers.position.known, this.#buffers.state.known);
    this.#geometry.setDrawRange(0, known);
    const some = known > 0;
    this.#dots.visible = some && this.#kinds.dots;
    this.#rounds.visible = some && this.#kinds.rounds;
    this.#squares.visible = some && this.#kinds.squares;
  }

  #keepOld(): void {
    // Old places of which some are not on the GPU cannot be kept there: those points are where they belong at once.
    if (this.#buffers.position.hasChanges) return;
    if (!this.#previous) {
      const array = new Float32Array(this.#capacity * 3);
      this.#previous = { array, buffer: new RowBuffer(this.#gl, array, 3) };
    }
    this.#previous.array.set(this.positions.subarray(0, this.#count * 3));
    this.#previous.buffer.copy(this.#buffers.position, this.#count);
    this.#gliding = true;
    this.#lendBuffers();
  }

  #grow(capacity: number): void {
    const positions = new Float32Array(capacity * 3);
    positions.set(this.positions.subarray(0, this.#count * 3));
    const cells = new Uint32Array(capacity);
    cells.set(this.cells.subarray(0, this.#count));
    this.positions = positions;
    this.cells = cells;
    this.states.grow(capacity);
    this.#capacity = capacity;
    this.#previous?.buffer.dispose();
    this.#previous = null;
    this.#buffers.position.grow(positions, this.#count);
    this.#buffers.state.grow(this.states.values, this.#count);
    this.#buffers.cell.grow(cells, this.#count);
    this.#lendBuffers();
  }

  #makeBuffers(): RowBuffers {
    return {
      position: new RowBuffer(this.#gl, this.positions, 3),
      state: new RowBuffer(this.#gl, this.states.values, 1),
      cell: new RowBuffer(this.#gl, this.cells, 1),
    };
  }

  #lendBuffers(): void {
    const { position, state, cell } = this.#buffers;
    const previous = this.#gliding && this.#previous ? this.#previous.buffer : position;
    this.#geometry.setAttribute('position', position.attribute);
    this.#geometry.setAttribute('previousPosition', previous.attribute);
    this.#geometry.setAttribute('state', state.attribute);
    this.#geometry.setAttribute('cell', cell.attribute);
  }

  #disposeBuffers(): void {
    // What three.js keeps of the geometry refers to the buffers.
    this.#geometry.dispose();
    for (const buffer of Object.values(this.#buffers)) buffer.dispose();
    this.#previous?.buffer.dispose();
    this.#previous = null;
  }
}

interface RowBuffers {
  readonly position: RowBuffer;
  readonly state: RowBuffer;
  readonly cell: RowBuffer;
}
