import { describe, expect, it } from 'vitest';
import { PointEditing } from './PointEditing.svelte.ts';
import type { Projection } from '../../protocol/projection.ts';
import type { DecodeReply } from '../../protocol/codecs/decodeFrames.ts';

/** A view of z = (z1, z2, z3, z4) that shows the first three. */
const PROJECTION: Projection = {
  version: 1,
  kind: 'pca',
  mean: [0, 0, 0, 0],
  axes: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ],
  axisNames: ['PC 1', 'PC 2', 'PC 3'],
  explainedVariance: [0.5, 0.3, 0.1],
};
const ROW = Float32Array.of(1, 2, 3, 4);

function setUp(hasDecoder = true) {
  const decoded: { z: number[]; answer(): void; fail(): void }[] = [];
  const errors: unknown[] = [];
  const editing = new PointEditing({
    connection: {
      decode: (z, stampMs) =>
        new Promise<DecodeReply>((resolve, reject) => {
          const rgba = new Uint8ClampedArray(4);
          decoded.push({
            z: [...z],
            answer: () => resolve({ kind: 'image', id: 1, stampMs, width: 1, height: 1, decodeMs: 1, rgba }),
            fail: () => reject(new Error('lost')),
          });
        }),
    },
    rows: { latent: () => ROW, loadedCount: 10 },
    model: { hasDecoder },
    projection: PROJECTION,
    notify: (error) => errors.push(error),
  });
  return { editing, decoded, errors };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('PointEditing', () => {
  it('dragging an image makes a decoded point, moves only what the view shows, and leaves the row alone', async () => {
    const { editing, decoded } = setUp();
    expect(editing.beginMove({ kind: 'image', index: 5 }, '5.png')).toBe(true);
    editing.moveBy(ROW, [0.5, 0, -1], 10);
    editing.commitMove();
    expect(editing.selectedProbe?.z).toEqual(Float32Array.of(1.5, 2, 2, 4));
    expect(editing.selectedProbe?.origin).toMatchObject({ kind: 'image', index: 5 });
    expect(ROW).toEqual(Float32Array.of(1, 2, 3, 4));
    decoded[0]?.answer();
    await settled();
    expect(editing.selectedProbe?.image?.z).toEqual(Float32Array.of(1.5, 2, 2, 4));
    expect(editing.lastDecoded).toBe(editing.selectedProbe?.image);
  });

  it('decodes the first and the newest of many moves', async () => {
    const { editing, decoded } = setUp();
    editing.beginMove({ kind: 'image', index: 0 }, '0.png');
    for (let step = 1; step <= 5; step++) editing.moveBy(ROW, [step, 0, 0], step);
    decoded[0]?.answer();
    await settled();
    expect(decoded.map(({ z }) => z[0])).toEqual([2, 6]);
  });

  it('cannot move anything without a decoder', () => {
    const { editing } = setUp(false);
    expect(editing.beginMove({ kind: 'image', index: 0 }, '0.png')).toBe(false);
    expect(editing.history.shown).toEqual([]);
  });

  it('a drag that is taken back selects the image again', () => {
    const { editing } = setUp();
    editing.beginMove({ kind: 'image', index: 3 }, '3.png');
    editing.moveBy(ROW, [1, 1, 1], 1);
    editing.abandonMove();
    expect(editing.history.shown).toEqual([]);
    expect(editing.selection).toEqual({ kind: 'image', index: 3 });
  });

  it('undo of a new point clears its selection, redo brings it back', () => {
    const { editing } = setUp();
    editing.beginMove({ kind: 'image', index: 3 }, '3.png');
    editing.moveBy(ROW, [1, 0, 0], 1);
    editing.commitMove();
    editing.undo();
    expect(editing.selection).toBeNull();
    editing.redo();
    expect(editing.history.shown).toHaveLength(1);
  });

  it('adds a point at the mean, where it is decoded and can be undone', async () => {
    const { editing, decoded } = setUp();
    const z = Float32Array.of(0, 0, 0, 0);
    editing.addPoint({ kind: 'mean', name: 'the mean', z }, z);
    decoded[0]?.answer();
    await settled();
    expect(editing.selectedProbe?.image?.z).toEqual(z);
    expect(editing.history.undoLabel).toBe('add Point 1');
  });

  it('asks again for a decode that was lost with the engine', async () => {
    const { editing, decoded, errors } = setUp();
    editing.beginMove({ kind: 'image', index: 3 }, '3.png');
    editing.moveBy(ROW, [1, 0, 0], 1);
    editing.commitMove();
    decoded[0]?.fail();
    await settled();
    expect(errors).toHaveLength(1);
    editing.refresh();
    decoded[1]?.answer();
    await settled();
    expect(editing.selectedProbe?.image?.z).toEqual(Float32Array.of(2, 2, 3, 4));
    editing.refresh();
    expect(decoded).toHaveLength(2);
  });
});
