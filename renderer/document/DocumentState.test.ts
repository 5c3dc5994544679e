import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { documentKey, EMPTY_SELECTION, emptyDocument } from '../../protocol/document.ts';
import { DocumentState, SAVE_AFTER_MS } from './DocumentState.svelte.ts';
import { colorBy, nameDimension } from './edits.ts';
import { selectOnly, selectRows } from './selection.ts';
import type { HourglassDocument } from '../../protocol/document.ts';

const named = (name: string): HourglassDocument => nameDimension(emptyDocument('label'), 0, name);
const nameOf = (state: DocumentState) => state.value.dimensionNames[0];
const name = (state: DocumentState, to: string) =>
  state.edit(`name ${to}`, (document) => nameDimension(document, 0, to));

/** An engine's documents: what is kept, and answers that a test can hold back. */
function setUp(kept: Record<string, HourglassDocument> = {}) {
  const stored = new Map(Object.entries(kept));
  const saves: string[] = [];
  const errors: unknown[] = [];
  const gate: { load: Promise<void>; isAway: boolean } = { load: Promise.resolve(), isAway: false };
  const state = new DocumentState(
    {
      load: async (id) => {
        await gate.load;
        if (gate.isAway) throw new Error('away');
        return stored.get(documentKey(id)) ?? null;
      },
      save: async (id, document) => {
        if (gate.isAway) throw new Error('away');
        saves.push(`${id}: ${document.dimensionNames[0] ?? ''}`);
        stored.set(documentKey(id), document);
      },
    },
    (error) => errors.push(error),
  );
  return { state, stored, saves, errors, gate };
}

describe('DocumentState', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('loads what was kept, and keeps edits soon after, several together', async () => {
    const { state, saves } = setUp({ a: named('slant') });
    await state.open('a');
    expect(nameOf(state)).toBe('slant');
    name(state, 'tilt');
    name(state, 'lean');
    expect(saves).toEqual([]);
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(saves).toEqual(['a: lean']);
  });

  it('keeps nothing that nobody has edited', async () => {
    const { state, saves } = setUp();
    await state.open('a');
    await state.open('b');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(saves).toEqual([]);
  });

  it('keeps each collection’s document under that collection, also when the next is opened at once', async () => {
    const { state, stored } = setUp({ b: named('of b') });
    await state.open('a');
    name(state, 'of a');
    await state.open('b');
    expect(nameOf(state)).toBe('of b');
    expect(state.history.undoLabel).toBeNull();
    name(state, 'of b again');
    await state.open('a');
    expect(nameOf(state)).toBe('of a');
    expect(stored.get('b')?.dimensionNames[0]).toBe('of b again');
  });

  it('does not write over what it has not read: early edits are made again on what arrives', async () => {
    const { state, saves, gate } = setUp({ a: colorBy(named('kept'), 'sharpness') });
    const arriving = Promise.withResolvers<void>();
    gate.load = arriving.promise;
    const opening = state.open('a');
    state.edit('name', (document) => nameDimension(document, 1, 'early'));
    state.setView({ position: [1, 2, 3], target: [0, 0, 0] });
    await vi.advanceTimersByTimeAsync(2 * SAVE_AFTER_MS);
    expect(saves).toEqual([]);
    arriving.resolve();
    await opening;
    expect(state.value).toMatchObject({
      colorBy: 'sharpness',
      dimensionNames: { 0: 'kept', 1: 'early' },
      view: { position: [1, 2, 3] },
    });
    await state.history.undo();
    expect(state.value.dimensionNames).toEqual({ 0: 'kept' });
  });

  it('drops what arrives for a collection that was closed meanwhile', async () => {
    const { state, gate } = setUp({ a: named('of a'), b: named('of b') });
    const arriving = Promise.withResolvers<void>();
    gate.load = arriving.promise;
    const first = state.open('a');
    gate.load = Promise.resolve();
    await state.open('b');
    arriving.resolve();
    await first;
    expect(nameOf(state)).toBe('of b');
  });

  it('tries again with an engine that is back, and keeps the page’s newer document', async () => {
    const { state, saves, errors, gate } = setUp();
    await state.open('a');
    gate.isAway = true;
    name(state, 'made while away');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(errors).toHaveLength(1);
    gate.isAway = false;
    await state.open('a-restarted');
    expect(nameOf(state)).toBe('made while away');
    expect(saves).toEqual(['a: made while away']);
    expect(state.history.undoLabel).not.toBeNull();
  });

  it('saves nothing while what was kept could not be read', async () => {
    const { state, saves, gate } = setUp({ a: named('kept') });
    gate.isAway = true;
    await state.open('a');
    name(state, 'early');
    gate.isAway = false;
    await vi.advanceTimersByTimeAsync(2 * SAVE_AFTER_MS);
    expect(saves).toEqual([]);
    await state.open('a');
    await state.flush();
    expect(saves).toEqual(['a: early']);
  });

  it('keeps the camera without making it an edit, and undo leaves it where it is', async () => {
    const { state } = setUp();
    await state.open('a');
    name(state, 'slant');
    state.setView({ position: [9, 9, 9], target: [0, 0, 0] });
    await state.history.undo();
    expect(nameOf(state)).toBeUndefined();
    expect(state.value.view?.position).toEqual([9, 9, 9]);
  });

  it('joins selections, and leaves what can be redone when one looks around after an undo', async () => {
    const { state } = setUp();
    await state.open('a');
    state.select(selectOnly({ kind: 'image', index: 1 }), 'select 1');
    state.select(selectOnly({ kind: 'image', index: 2 }), 'select 2');
    name(state, 'slant');
    await state.history.undo();
    state.select(selectOnly({ kind: 'image', index: 7 }), 'select 7');
    expect(state.history.redoLabel).toBe('name slant');
    await state.history.undo();
    expect(state.value.selection.primary).toBeNull();
    expect(state.history.undoLabel).toBeNull();
  });

  it('goes back to a selection of many that gave way, also to one made after an undo', async () => {
    const { state } = setUp();
    await state.open('a');
    const many = selectRows([[0, 10]], EMPTY_SELECTION);
    state.select(many, 'select 10');
    state.select(selectOnly({ kind: 'image', index: 3 }), 'select 3');
    await state.history.undo();
    expect(state.value.selection).toEqual(many);
    // What took work to select is an edit, even where something could be redone.
    const others = selectRows([[20, 26]], many);
    state.select(others, 'select 6');
    state.select(selectOnly({ kind: 'image', index: 4 }), 'select 4');
    await state.history.undo();
    expect(state.value.selection).toEqual(others);
    // One that grows is one step.
    state.select(selectRows([[20, 27]], others), 'select one more');
    state.select(selectRows([[20, 28]], others), 'and another');
    await state.history.undo();
    expect(state.value.selection).toEqual(others);
  });

  it('takes a document that the engine has put in place as an edit', async () => {
    const { state } = setUp({ a: named('mine') });
    await state.open('a');
    state.replaced('b', named('of another'), 'open other.hourglass');
    state.replaced('a-1', named('mine'), 'open same.hourglass');
    expect(state.history.undoLabel).toBeNull();
    state.replaced('a-1', named('from a file'), 'open mine.hourglass');
    expect(nameOf(state)).toBe('from a file');
    expect(state.history.undoLabel).toBe('open mine.hourglass');
    await state.history.undo();
    expect(nameOf(state)).toBe('mine');
  });
});
