import { MARKED, NO_SLOT, NOT_DRAWN, SELECTED } from './rowFlags.ts';

/** Bits of a row's state: the colour slot below, the flags above. */
export const FLAGS_SHIFT = 16;
const SLOT_BITS = 0xffff;
const FLAG_BITS = 0xff;

/** Of a state: not 0 where the row is neither drawn nor picked. */
export const NOT_DRAWN_STATE = NOT_DRAWN << FLAGS_SHIFT;
export const SELECTED_STATE = SELECTED << FLAGS_SHIFT;
export const MARKED_STATE = MARKED << FLAGS_SHIFT;

/**
 * Colour slot and flags of every row in one uint32, as the vertex shader reads them: as a uint16 and a uint8 of their own
 * they would take three bytes instead of four, but with strides that Metal and Direct3D do not know, so that WebGL
 * converts them at each change.
 */
export class RowStates {
  /** [≥ count]; written by this class only, another array after grow(). */
  values: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  readonly #changed: (from: number, to: number) => void;
  #count = 0;
  #selectedCount = 0;
  #markedCount = 0;
  #marksVersion = 0;

  /** @param changed told of each run of rows from..to-1 whose state is another now */
  constructor(changed: (from: number, to: number) => void) {
    this.#changed = changed;
  }

  get count(): number {
    return this.#count;
  }

  get selectedCount(): number {
    return this.#selectedCount;
  }

  /** Another number whenever marks are others. */
  get marksVersion(): number {
    return this.#marksVersion;
  }

  get markedCount(): number {
    return this.#markedCount;
  }

  flagsOf(row: number): number {
    return ((this.values[row] ?? 0) >>> FLAGS_SHIFT) & FLAG_BITS;
  }

  slotOf(row: number): number {
    return (this.values[row] ?? NO_SLOT) & SLOT_BITS;
  }

  isDrawn(row: number): boolean {
    return row >= 0 && row < this.#count && ((this.values[row] as number) & NOT_DRAWN_STATE) === 0;
  }

  isMarked(row: number): boolean {
    return ((this.values[row] as number) & MARKED_STATE) !== 0;
  }

  clear(): void {
    this.#count = this.#selectedCount = this.#markedCount = 0;
  }

  /** Room for so many rows; what is there is kept. */
  grow(capacity: number): void {
    const values = new Uint32Array(capacity);
    values.set(this.values.subarray(0, this.#count));
    this.values = values;
  }

  /** There are so many rows now; new ones have no slot and no flags. Needs room for them. */
  extendTo(count: number): void {
    if (count <= this.#count) return;
    this.values.fill(NO_SLOT, this.#count, count);
    this.#changed(this.#count, count);
    this.#count = count;
  }

  /** @throws RangeError for rows that are not there */
  setSlots(from: number, slots: Uint16Array): void {
    this.#check('slots', from, slots.length);
    const { values } = this;
    let first = -1;
    let last = -1;
    for (let k = 0, row = from; k < slots.length; k++, row++) {
      const old = values[row] as number;
      const state = ((old & ~SLOT_BITS) | (slots[k] as number)) >>> 0;
      if (state === old) continue;
      values[row] = state;
      if (first < 0) first = row;
      last = row;
    }
    if (first >= 0) this.#changed(first, last + 1);
  }

  /** All flags but MARKED. @throws RangeError for rows that are not there */
  setFlags(from: number, flags: Uint8Array): void {
    this.#check('flags', from, flags.length);
    const { values } = this;
    const kept = SLOT_BITS | MARKED_STATE;
    let first = -1;
    let last = -1;
    let selected = 0;
    for (let k = 0, row = from; k < flags.length; k++, row++) {
      const old = values[row] as number;
      const state = (old & kept) | (((flags[k] as number) & ~MARKED) << FLAGS_SHIFT);
      if (state === old) continue;
      selected += ((state & SELECTED_STATE) - (old & SELECTED_STATE)) / SELECTED_STATE;
      values[row] = state;
      if (first < 0) first = row;
      last = row;
    }
    this.#selectedCount += selected;
    if (first >= 0) this.#changed(first, last + 1);
  }

  /** Marks or unmarks one row; to be followed by marksChanged(). True when it was otherwise before. */
  mark(row: number, on: boolean): boolean {
    const old = this.values[row] as number;
    if (((old & MARKED_STATE) !== 0) === on) return false;
    this.values[row] = old ^ MARKED_STATE;
    this.#markedCount += on ? 1 : -1;
    return true;
  }

  /** Marks of rows from..to-1 are others now. */
  marksChanged(from: number, to: number): void {
    this.#marksVersion++;
    this.#changed(from, to);
  }

  #check(what: string, from: number, n: number): void {
    if (from < 0 || from + n > this.#count) {
      throw new RangeError(
        `Points: expected ${what} of rows below ${this.#count}, got rows ${from}..${from + n - 1}; append the points first`,
      );
    }
  }
}
