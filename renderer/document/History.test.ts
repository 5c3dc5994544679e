import { describe, expect, it } from 'vitest';
import { ProbeHistory } from './History.svelte.ts';
import type { DecodedImage } from './DecodedImage.ts';
import type { ProbeOrigin } from './DecodedPoint.ts';

const origin = (...z: number[]): ProbeOrigin => ({
  kind: 'image',
  index: 7,
  name: '7.png',
  z: Float32Array.from(z),
});
const image = (...z: number[]): DecodedImage => ({
  z: Float32Array.from(z),
  width: 1,
  height: 1,
  rgba: new Uint8ClampedArray(4),
  decodeMs: 1,
});
const places = (history: ProbeHistory) => history.shown.map(({ z }) => [...z]);

function withPoint(): { history: ProbeHistory; id: string } {
  const history = new ProbeHistory();
  const id = history.beginNew(origin(0, 0));
  history.moveTo(Float32Array.of(1, 2));
  history.commitMove();
  return { history, id };
}

describe('ProbeHistory', () => {
  it('shows a point while it moves, and makes the whole move one edit', () => {
    const history = new ProbeHistory();
    history.beginNew(origin(0, 0));
    history.moveTo(Float32Array.of(1, 1));
    history.moveTo(Float32Array.of(2, 2));
    expect(places(history)).toEqual([[2, 2]]);
    expect(history.undoLabel).toBeNull();
    history.commitMove();
    expect(history.undoLabel).toBe('add Point 1');
    history.undo();
    expect(places(history)).toEqual([]);
    history.redo();
    expect(places(history)).toEqual([[2, 2]]);
  });

  it('keeps nothing of a point that did not move from its image', () => {
    const history = new ProbeHistory();
    history.beginNew(origin(3, 4));
    history.moveTo(Float32Array.of(3, 4));
    history.commitMove();
    expect(history.shown).toEqual([]);
    expect(history.undoLabel).toBeNull();
  });

  it('undoes create, move, rename and delete one by one, and redoes them', () => {
    const { history, id } = withPoint();
    history.beginMove(id);
    history.moveTo(Float32Array.of(5, 6));
    history.commitMove();
    history.rename(id, ' Seven ');
    history.delete(id);
    expect(history.shown).toEqual([]);
    expect(history.undoLabel).toBe('delete Seven');
    history.undo();
    expect(history.find(id)?.name).toBe('Seven');
    history.undo();
    expect(history.find(id)?.name).toBe('Point 1');
    history.undo();
    expect(places(history)).toEqual([[1, 2]]);
    history.undo();
    expect(history.shown).toEqual([]);
    for (let edit = 0; edit < 3; edit++) history.redo();
    expect(history.find(id)).toMatchObject({ name: 'Seven' });
    expect(places(history)).toEqual([[5, 6]]);
  });

  it('a new edit forgets what could be redone', () => {
    const { history, id } = withPoint();
    history.rename(id, 'A');
    history.undo();
    history.rename(id, 'B');
    expect(history.redoLabel).toBeNull();
    history.redo();
    expect(history.find(id)?.name).toBe('B');
  });

  it('abandoning puts a moved point back, without an edit', () => {
    const { history, id } = withPoint();
    history.beginMove(id);
    history.moveTo(Float32Array.of(9, 9));
    history.abandonMove();
    expect(places(history)).toEqual([[1, 2]]);
    expect(history.undoLabel).toBe('add Point 1');
  });

  it('takes an image for the z a point is at, not one for a z it has left', () => {
    const { history, id } = withPoint();
    history.setImage(id, image(8, 8));
    expect(history.find(id)?.image).toBeNull();
    const fitting = image(1, 2);
    history.setImage(id, fitting);
    expect(history.find(id)?.image).toBe(fitting);
    history.undo();
    history.redo();
    expect(history.find(id)?.image).toBe(fitting);
  });

  it('counts what comes, goes and is put back, but not the steps of a move', () => {
    const history = new ProbeHistory();
    history.beginNew(origin(0, 0));
    const begun = history.revision;
    history.moveTo(Float32Array.of(1, 1));
    history.moveTo(Float32Array.of(2, 2));
    expect(history.revision).toBe(begun);
    history.commitMove();
    expect(history.revision).toBeGreaterThan(begun);
  });
});
