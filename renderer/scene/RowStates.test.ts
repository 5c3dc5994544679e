import { expect, it, vi } from 'vitest';
import { FILTERED, GONE, HIDDEN, MARKED, NO_SLOT, SELECTED } from './rowFlags.ts';
import { RowStates } from './RowStates.ts';

function setUp(count: number) {
  const changed = vi.fn<(from: number, to: number) => void>();
  const states = new RowStates(changed);
  states.grow(count);
  states.extendTo(count);
  changed.mockClear();
  return { states, changed };
}

it('has no slot and no flags where nothing was said', () => {
  const { states } = setUp(3);
  for (const row of [0, 1, 2]) {
    expect(states.slotOf(row)).toBe(NO_SLOT);
    expect(states.flagsOf(row)).toBe(0);
    expect(states.isDrawn(row)).toBe(true);
  }
  expect(states.isDrawn(3)).toBe(false);
});

it('keeps slots and flags apart', () => {
  const { states } = setUp(4);
  states.setFlags(0, new Uint8Array([HIDDEN, FILTERED, GONE, SELECTED]));
  states.setSlots(1, new Uint16Array([0, 65_535, 700]));
  expect([0, 1, 2, 3].map((row) => states.flagsOf(row))).toEqual([HIDDEN, FILTERED, GONE, SELECTED]);
  expect([0, 1, 2, 3].map((row) => states.slotOf(row))).toEqual([NO_SLOT, 0, 65_535, 700]);
  expect([0, 1, 2, 3].map((row) => states.isDrawn(row))).toEqual([false, false, false, true]);
  states.setFlags(0, new Uint8Array(4));
  expect(states.slotOf(3)).toBe(700);
  expect(states.isDrawn(0)).toBe(true);
});

it('tells only of the rows that changed', () => {
  const { states, changed } = setUp(100);
  const flags = new Uint8Array(100);
  states.setFlags(0, flags);
  expect(changed).not.toHaveBeenCalled();
  flags[40] = flags[60] = SELECTED;
  states.setFlags(0, flags);
  expect(changed.mock.calls).toEqual([[40, 61]]);
  states.setSlots(10, new Uint16Array([NO_SLOT, 3, NO_SLOT]));
  expect(changed.mock.calls.at(-1)).toEqual([11, 12]);
});

it('counts the selected and the marked, whatever the order they come in', () => {
  const { states } = setUp(6);
  states.setFlags(1, new Uint8Array([SELECTED, SELECTED | HIDDEN, 0]));
  expect(states.selectedCount).toBe(2);
  expect(states.mark(1, true)).toBe(true);
  expect(states.mark(1, true)).toBe(false);
  expect(states.mark(5, true)).toBe(true);
  expect(states.markedCount).toBe(2);
  // Flags given from outside say nothing of the lasso.
  states.setFlags(0, new Uint8Array([MARKED, 0, SELECTED, SELECTED, 0, 0]));
  expect(states.selectedCount).toBe(2);
  expect(states.markedCount).toBe(2);
  expect([0, 1, 2, 3, 4, 5].map((row) => states.flagsOf(row))).toEqual([
    0,
    MARKED,
    SELECTED,
    SELECTED,
    0,
    MARKED,
  ]);
  states.mark(5, false);
  expect(states.markedCount).toBe(1);
});

it('keeps what is there when it grows, and forgets all when it is cleared', () => {
  const { states } = setUp(2);
  states.setSlots(0, new Uint16Array([5, 6]));
  states.setFlags(0, new Uint8Array([SELECTED, 0]));
  states.grow(5);
  states.extendTo(4);
  expect([0, 1, 2, 3].map((row) => states.slotOf(row))).toEqual([5, 6, NO_SLOT, NO_SLOT]);
  states.clear();
  states.extendTo(2);
  expect(states.selectedCount).toBe(0);
  expect(states.slotOf(0)).toBe(NO_SLOT);
});

it('says which rows are not there', () => {
  const { states } = setUp(3);
  expect(() => states.setSlots(2, new Uint16Array(2))).toThrow('rows below 3, got rows 2..3');
  expect(() => states.setFlags(-1, new Uint8Array(1))).toThrow('got rows -1..-1');
});
