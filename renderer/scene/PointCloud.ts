import { BufferAttribute, type Points } from 'three';
import { CardPoints, cardGeometry } from './CardPoints.ts';
import type { CardUniforms } from './cardUniforms.ts';
import { FocusCards, type FocusSource } from './FocusCards.ts';
import { RowStates } from './RowStates.ts';
import { NO_CELL } from './TileCells.ts';

/**
 * All points as point sprites from the same buffers: one draw of dots, one of images, and one of those in between, of which
 * those are left out that a frame cannot show; the few in focus in another on top. Sprites and not instanced quads,
 * because software renderers pay for every instance as for a draw of its own: 1,000 cards took 200 ms.
 */
export class PointCloud implements FocusSource {
  /** [≥ count,3] float32, projection units. */
  positions: Float32Array<ArrayBuffer> = new Float32Array(0);
  /** Each row's cell of the atlas, NO_CELL for none. */
  cells: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  readonly states: RowStates;
  readonly #geometry = cardGeometry();
  readonly #dots: CardPoints;
  readonly #rounds: CardPoints;
  readonly #squares: CardPoints;
  readonly #focus: FocusCards;
  #count = 0;
  #capacity = 0;
  #position = new BufferAttribute(new Float32Array(3), 3);
  #state = new BufferAttribute(new Uint32Array(1), 1);
  #cell = new BufferAttribute(new Uint32Array(1), 1);
  /** Where the points glide from; kept for the next glide. */
  #previous: BufferAttribute | null = null;
  #gliding = false;
  #kinds = { dots: true, rounds: true, squares: true };

  constructor(uniforms: CardUniforms) {
    this.#dots = new CardPoints(this.#geometry, uniforms, 'DOTS');
    this.#rounds = new CardPoints(this.#geometry, uniforms, 'ROUND');
    this.#squares = new CardPoints(this.#geometry, uniforms, 'SQUARE');
    this.#focus = new FocusCards(uniforms, this);
    this.states = new RowStates((from, to) => {
      touch(this.#state, from, to - from);
      this.#focus.update();
    });
    this.#setCount(0);
  }

  get meshes(): readonly Points[] {
    return [this.#dots, this.#rounds, this.#squares, this.#focus.mesh];
  }

  get count(): number {
    return this.#count;
  }

  get stateValues(): Uint32Array {
    return this.states.values;
  }

  get previousPositions(): Float32Array {
    return this.#gliding && this.#previous ? (this.#previous.array as Float32Array) : this.positions;
  }

  reset(expected: number): void {
    this.#setCount(0);
    this.endTransition();
    this.states.clear();
    this.#capacity = 0;
    this.#grow(Math.max(1, expected));
    this.setFocus(-1, -1);
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
    touch(this.#position, from * 3, n * 3);
    this.#setCount(count);
    this.states.extendTo(count);
    this.#focus.update();
  }

  /** New places for all points; with `keepOld` the shader can show any mix of old and new (uniform transition). */
  move(positions: Float32Array, keepOld: boolean): void {
    if (positions.length < this.#count * 3) {
      throw new RangeError(`Points: expected ${this.#count * 3} coordinates, got ${positions.length}`);
    }
    this.endTransition();
    if (keepOld) this.#keepOld();
    this.positions.set(positions.subarray(0, this.#count * 3));
    touch(this.#position, 0, this.#count * 3);
    this.#focus.update();
  }

  endTransition(): void {
    if (!this.#gliding) return;
    this.#gliding = false;
    this.#geometry.setAttribute('previousPosition', this.#position);
    this.#focus.update();
  }

  /** The atlas's cell that holds this row's thumbnail now, NO_CELL for none. */
  setCell(row: number, cell: number): void {
    this.cells[row] = cell;
    touch(this.#cell, row, 1);
  }

  /** No row has a thumbnail any more. */
  clearCells(): void {
    this.cells.fill(NO_CELL);
    touch(this.#cell, 0, this.cells.length);
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
    this.#updateVisible();
  }

  dispose(): void {
    this.#attachPrevious();
    this.#geometry.dispose();
    for (const mesh of [this.#dots, this.#rounds, this.#squares]) mesh.material.dispose();
    this.#focus.dispose();
  }

  #setCount(count: number): void {
    this.#count = count;
    this.#geometry.setDrawRange(0, count);
    this.#updateVisible();
  }

  #updateVisible(): void {
    const some = this.#count > 0;
    this.#dots.visible = some && this.#kinds.dots;
    this.#rounds.visible = some && this.#kinds.rounds;
    this.#squares.visible = some && this.#kinds.squares;
  }

  #keepOld(): void {
    this.#previous ??= rowAttribute(new Float32Array(this.#capacity * 3), 3);
    this.#previous.array.set(this.positions.subarray(0, this.#count * 3));
    touch(this.#previous, 0, this.#count * 3);
    this.#gliding = true;
    this.#attachPrevious();
  }

  #attachPrevious(): void {
    if (this.#previous) this.#geometry.setAttribute('previousPosition', this.#previous);
  }

  #grow(capacity: number): void {
    const positions = new Float32Array(capacity * 3);
    positions.set(this.positions.subarray(0, this.#count * 3));
    const cells = new Uint32Array(capacity).fill(NO_CELL);
    cells.set(this.cells.subarray(0, this.#count));
    this.positions = positions;
    this.cells = cells;
    this.states.grow(capacity);
    this.#capacity = capacity;
    // three.js frees the buffers of a geometry's attributes with the geometry.
    this.#attachPrevious();
    this.#geometry.dispose();
    this.#previous = null;
    this.#position = rowAttribute(positions, 3);
    this.#state = rowAttribute(this.states.values, 1);
    this.#cell = rowAttribute(cells, 1);
    this.#geometry.setAttribute('position', this.#position);
    this.#geometry.setAttribute('previousPosition', this.#position);
    this.#geometry.setAttribute('state', this.#state);
    this.#geometry.setAttribute('cell', this.#cell);
  }
}

function rowAttribute(array: Float32Array | Uint32Array, itemSize: number): BufferAttribute {
  const attribute = new BufferAttribute(array, itemSize);
  // The first upload is of everything; three.js keeps the ranges then, and would upload them again with the next.
  attribute.onUpload(() => attribute.clearUpdateRanges());
  return attribute;
}

/** Marks what is to be uploaded; ranges since the last upload add up. */
function touch(attribute: BufferAttribute, start: number, count: number): void {
  attribute.addUpdateRange(start, count);
  attribute.needsUpdate = true;
}
