import { describe, expect, it } from 'vitest';
import { DocumentState } from './DocumentState.svelte.ts';
import { PointEditing } from './PointEditing.svelte.ts';
import { BASE_VIEW, type AffineView } from '../../protocol/projection.ts';
import { PointPlaces } from './PointPlaces.svelte.ts';
import type { DecodeReply } from '../../protocol/codecs/decodeFrames.ts';

/** A view of z = (z1, z2, z3, z4) that shows the first three. */
const PROJECTION: AffineView = {
  id: BASE_VIEW,
  title: 'PCA',
  dims: 3,
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
const image = (index: number) => ({ kind: 'image', index }) as const;

async function setUp({ hasDecoder = true, isHere = true } = {}) {
  const decoded: { z: number[]; answer(): void; fail(): void }[] = [];
  const errors: unknown[] = [];
  const arriving = Promise.withResolvers<Float32Array>();
  const document = new DocumentState({ load: async () => null, save: async () => undefined }, (error) =>
    errors.push(error),
  );
  await document.open('a');
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
    document,
    latents: { peek: () => (isHere ? ROW : null), load: () => arriving.promise },
    model: { hasDecoder },
    projection: PROJECTION,
    places: new PointPlaces({ projection: PROJECTION, place: () => Promise.reject(new Error('not asked')) }),
    staysNearData: false,
    nearness: () => Promise.reject(new Error('not asked')),
    rowPosition: () => null,
    fetchPatch: () => Promise.reject(new Error('not asked')),
    nameOf: (point) => (point.kind === 'image' ? `${point.index}.png` : 'a point'),
    notify: (error) => errors.push(error),
  });
  return { editing, document, decoded, errors, arriving };
}

/** One point, dragged by one along the first axis from an image. */
async function withPoint() {
  const all = await setUp();
  all.editing.beginMove(image(3));
  all.editing.moveBy([1, 0, 0], 1);
  all.editing.commitMove();
  return { ...all, id: all.editing.selectedPoint!.id };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('PointEditing', () => {
  it('a point that passes is gone with the next thing begun, unless it is kept where it is', async () => {
    const { editing, document, decoded } = await setUp();
    const origin = { kind: 'point', name: 'a walk', z: [0, 0, 0, 0] } as const;
    const first = editing.beginPassing({ ...origin, z: [...origin.z] }, new Float32Array(4));
    editing.moveTo(Float32Array.of(1, 1, 1, 1), 5);
    expect(editing.passing).toMatchObject({ id: first, z: Float32Array.of(1, 1, 1, 1) });
    expect(editing.selected).toEqual({ kind: 'probe', id: first });
    expect(decoded[0]!.z).toEqual([0, 0, 0, 0]);
    editing.select(image(3));
    expect([editing.passing, document.points]).toEqual([null, []]);
    expect(editing.selected).toEqual(image(3));

    const second = editing.beginPassing({ ...origin, z: [...origin.z] }, new Float32Array(4));
    editing.moveTo(Float32Array.of(2, 0, 0, 0), 6);
    editing.keepPassing();
    expect(document.points).toMatchObject([{ id: second, z: [2, 0, 0, 0] }]);
    expect(editing.passing).toBeNull();
  });

  it('dragging an image makes a decoded point, moves only what the view shows, and leaves the row alone', async () => {
    const { editing, decoded } = await setUp();
    expect(editing.beginMove(image(5))).toBe(true);
    editing.moveBy([0.5, 0, -1], 10);
    editing.commitMove();
    expect(editing.selectedPoint?.z).toEqual(Float32Array.of(1.5, 2, 2, 4));
    expect(editing.selectedPoint).toMatchObject({
      name: 'Point 1',
      origin: { kind: 'image', row: 5, name: '5.png' },
    });
    expect(ROW).toEqual(Float32Array.of(1, 2, 3, 4));
    decoded[0]?.answer();
    await settled();
    expect(editing.selectedPoint?.image?.z).toEqual(Float32Array.of(1.5, 2, 2, 4));
    expect(editing.lastDecoded).toBe(editing.selectedPoint?.image);
  });

  it('makes the whole of a move one edit, whatever lies between', async () => {
    const { editing, document } = await setUp();
    editing.beginMove(image(0));
    editing.moveBy([1, 0, 0], 1);
    editing.moveBy([2, 0, 0], 2);
    expect(document.history.undoLabel).toBeNull();
    expect(document.points).toEqual([]);
    editing.commitMove();
    expect(document.history.undoLabel).toBe('add Point 1');
    await document.history.undo();
    expect(editing.shown).toEqual([]);
    expect(document.history.undoLabel).toBeNull();
    await document.history.redo();
    expect(editing.selectedPoint?.z).toEqual(Float32Array.of(3, 2, 3, 4));
  });

  it('decodes the first and the newest of many moves', async () => {
    const { editing, decoded } = await setUp();
    editing.beginMove(image(0));
    for (let step = 1; step <= 5; step++) editing.moveBy([step, 0, 0], step);
    decoded[0]?.answer();
    await settled();
    expect(decoded.map(({ z }) => z[0])).toEqual([2, 6]);
  });

  it('a drawing’s point comes from its newest z, and each of its strokes is one edit', async () => {
    const { editing, document } = await setUp();
    const drawn = (...z: number[]) => ({ kind: 'drawing', name: 'drawing 1', z }) as const;
    const id = editing.beginPoint(drawn(0, 0, 0, 0));
    expect(document.points).toEqual([]);
    editing.moveTo(Float32Array.of(1, 0, 0, 0), 1, drawn(1, 0, 0, 0));
    editing.moveTo(Float32Array.of(2, 0, 0, 0), 2, drawn(2, 0, 0, 0));
    editing.commitMove();
    expect(document.points).toMatchObject([{ id, z: [2, 0, 0, 0], origin: drawn(2, 0, 0, 0) }]);
    expect(editing.beginMove({ kind: 'probe', id })).toBe(true);
    editing.moveTo(Float32Array.of(2, 5, 0, 0), 3, drawn(2, 5, 0, 0));
    editing.commitMove();
    expect(document.points).toMatchObject([{ id, z: [2, 5, 0, 0], origin: drawn(2, 5, 0, 0) }]);
    expect(document.history.undoLabel).toBe('move Point 1');
    await document.history.undo();
    expect(document.points).toMatchObject([{ origin: drawn(2, 0, 0, 0) }]);
    // Moved by a hand it comes from the drawing still.
    editing.beginMove({ kind: 'probe', id });
    editing.moveBy([1, 0, 0], 4);
    editing.commitMove();
    expect(document.points).toMatchObject([{ z: [3, 0, 0, 0], origin: drawn(2, 0, 0, 0) }]);
  });

  it('cannot move anything without a decoder', async () => {
    const { editing } = await setUp({ hasDecoder: false });
    expect(editing.beginMove(image(0))).toBe(false);
    expect(editing.shown).toEqual([]);
  });

  it('moves an image whose z arrives late by all that the hand has done meanwhile', async () => {
    const { editing, arriving } = await setUp({ isHere: false });
    expect(editing.beginMove(image(2))).toBe(true);
    editing.moveBy([1, 0, 0], 1);
    editing.moveBy([0, 5, 0], 2);
    expect(editing.shown).toEqual([]);
    arriving.resolve(ROW);
    await settled();
    expect(editing.selectedPoint?.z).toEqual(Float32Array.of(1, 7, 3, 4));
    editing.moveBy([0, 6, 0], 3);
    expect(editing.selectedPoint?.z).toEqual(Float32Array.of(1, 8, 3, 4));
  });

  it('makes the point also when the hand has let go before z arrived', async () => {
    const { editing, document, arriving } = await setUp({ isHere: false });
    editing.beginMove(image(2));
    editing.moveBy([1, 0, 0], 1);
    editing.commitMove();
    arriving.resolve(ROW);
    await settled();
    expect(editing.isMoving).toBe(false);
    expect(document.points.map(({ z }) => z)).toEqual([[2, 2, 3, 4]]);
  });

  it('makes no point of a press that was taken back before z arrived', async () => {
    const { editing, arriving } = await setUp({ isHere: false });
    editing.beginMove(image(2));
    editing.moveBy([1, 0, 0], 1);
    editing.abandonMove();
    arriving.resolve(ROW);
    await settled();
    expect(editing.shown).toEqual([]);
  });

  it('tells of a z that cannot be had', async () => {
    const { editing, errors, arriving } = await setUp({ isHere: false });
    editing.beginMove(image(2));
    arriving.reject(new Error('gone'));
    await settled();
    expect(errors).toHaveLength(1);
    expect(editing.isMoving).toBe(false);
  });

  it('a drag that is taken back leaves selected what was', async () => {
    const { editing } = await setUp();
    editing.select(image(8));
    editing.beginMove(image(3));
    editing.moveBy([1, 1, 1], 1);
    editing.abandonMove();
    expect(editing.shown).toEqual([]);
    expect(editing.selected).toEqual(image(8));
  });

  it('a drag that ends where it began makes no point and selects the image', async () => {
    const { editing, document } = await setUp();
    editing.beginMove(image(3));
    editing.moveBy([1, 0, 0], 1);
    editing.moveBy([0, 0, 0], 2);
    editing.commitMove();
    expect(document.points).toEqual([]);
    expect(editing.selected).toEqual(image(3));
  });

  it('moves, renames and deletes a point, each undone by itself', async () => {
    const { editing, document, id } = await withPoint();
    editing.beginMove({ kind: 'probe', id });
    editing.moveBy([0, 1, 0], 2);
    editing.commitMove();
    editing.rename(id, ' Seven ');
    editing.delete(id);
    expect(editing.shown).toEqual([]);
    expect(editing.selected).toBeNull();
    const labels: (string | null)[] = [];
    for (let step = 0; step < 4; step++) {
      labels.push(document.history.undoLabel);
      await document.history.undo();
    }
    expect(labels).toEqual(['delete Seven', 'rename Point 1', 'move Point 1', 'add Point 1']);
    for (let step = 0; step < 3; step++) await document.history.redo();
    expect(editing.find(id)).toMatchObject({ name: 'Seven', z: Float32Array.of(2, 3, 3, 4) });
  });

  it('numbers new points after those there are, whenever they were made', async () => {
    const { editing, id } = await withPoint();
    editing.addPoint({ kind: 'mean', name: 'the mean', z: [0, 0, 0, 0] });
    expect(editing.shown.map(({ name }) => name)).toEqual(['Point 1', 'Point 2']);
    editing.delete(id);
    editing.addPoint({ kind: 'mean', name: 'the mean', z: [0, 0, 0, 0] });
    expect(editing.selectedPoint?.name).toBe('Point 3');
  });

  it('adds a point at the mean, where it is decoded and can be undone', async () => {
    const { editing, document, decoded } = await setUp();
    editing.addPoint({ kind: 'mean', name: 'the mean', z: [0, 0, 0, 0] });
    decoded[0]?.answer();
    await settled();
    expect(editing.selectedPoint?.image?.z).toEqual(Float32Array.of(0, 0, 0, 0));
    expect(document.history.undoLabel).toBe('add Point 1');
  });

  it('adds a point elsewhere than where it comes from', async () => {
    const { editing } = await setUp();
    editing.addPoint({ kind: 'mean', name: 'the mean', z: [0, 0, 0, 0] }, Float32Array.of(1, 2, 3, 4));
    expect(editing.selectedPoint?.z).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(editing.selectedPoint?.origin.z).toEqual([0, 0, 0, 0]);
  });

  it('counts what comes and goes, but not the steps of a move', async () => {
    const { editing } = await setUp();
    editing.beginMove(image(0));
    const begun = editing.revision;
    editing.moveBy([1, 0, 0], 1);
    editing.moveBy([2, 0, 0], 2);
    expect(editing.revision).toBe(begun);
    editing.commitMove();
    expect(editing.revision).toBeGreaterThan(begun);
  });

  it('takes an image for the z a point lies at, not one for a z it has left', async () => {
    const { editing, document, decoded, id } = await withPoint();
    editing.beginMove({ kind: 'probe', id });
    editing.moveBy([0, 1, 0], 2);
    editing.commitMove();
    decoded[0]?.answer();
    await settled();
    expect(editing.find(id)?.image).toBeNull();
    decoded[1]?.answer();
    await settled();
    expect(editing.find(id)?.image?.z).toEqual(Float32Array.of(2, 3, 3, 4));
    await document.history.undo();
    editing.refresh();
    decoded[2]?.answer();
    await settled();
    expect(editing.find(id)?.image?.z).toEqual(Float32Array.of(2, 2, 3, 4));
  });

  it('asks again for a decode that was lost with the engine, once', async () => {
    const { editing, decoded, errors } = await withPoint();
    decoded[0]?.fail();
    await settled();
    expect(errors).toHaveLength(1);
    editing.refresh();
    decoded[1]?.answer();
    await settled();
    expect(editing.selectedPoint?.image?.z).toEqual(Float32Array.of(2, 2, 3, 4));
    editing.refresh();
    await settled();
    expect(decoded).toHaveLength(2);
  });
});
