import { beforeAll, expect, test, vi } from 'vitest';
import { Drawing, type DrawingContext } from './Drawing.svelte.ts';
import type { ShownEncodedImage } from '../../../protocol/codecs/drawingFrame.ts';
import type { PointOrigin } from '../../../protocol/document.ts';
import type { Picture } from '../../connection/fetchDrawing.ts';

const at = (x: number) => ({ x, y: 0, width: 1 });
const imageAt = (z: number): ShownEncodedImage => ({
  z: Float32Array.of(z),
  width: 1,
  height: 1,
  quality: { mse: z, psnr: 0, ssim: 0 },
  original: new Uint8ClampedArray(4),
  reconstruction: new Uint8ClampedArray(4),
});

beforeAll(() => vi.stubGlobal('requestAnimationFrame', (run: () => void) => run()));

/** A paper whose picture is the number of brush samples on it, and points that write down what is done to them. */
function setUp({ hasEncoder = true } = {}) {
  const done: string[] = [];
  const sent: { count: number; answer: (z: number) => Promise<void> }[] = [];
  let marks: number[] = [];
  const paper = {
    get marks() {
      return { length: marks.length };
    },
    reset: () => (marks = []),
    setLooks: () => {},
    begin: () => marks.push(1),
    extend: () => marks.push(marks.pop()! + 1),
    put: () => marks.push(100),
    undo: () => marks.pop(),
    clear: () => (marks = []),
    picture: (): Picture => ({
      width: 1,
      height: 1,
      channels: 1,
      pixels: Uint8Array.of(marks.reduce((sum, count) => sum + count, 0)),
    }),
  };
  let held: string | null = null;
  let known: string | null = null;
  const points = {
    get isMoving() {
      return held !== null;
    },
    get selected() {
      return known === null ? null : ({ kind: 'probe', id: known } as const);
    },
    find: (id: string) => (id === known ? {} : null),
    beginMove: ({ id }: { id: string }) => {
      if (held !== id) done.push('hold');
      held = id;
      return true;
    },
    beginPoint: (origin: PointOrigin) => {
      held = known = `new ${origin.name}`;
      done.push(known);
      return known;
    },
    moveTo: (z: Float32Array, _stampMs: number, origin: PointOrigin) =>
      done.push(`to ${z[0]} from ${origin.z[0]}`),
    commitMove: () => {
      if (held !== null) done.push('commit');
      held = null;
    },
  };
  const workspace = {
    live: null,
    model: { hasEncoder, hasDecoder: true, hash: 'm', json: { image: {} } },
    collection: { id: 'c' },
    looks: {},
  };
  const drawing = new Drawing(
    {
      workspace,
      points,
      document: { points: [] },
      tiles: {},
      rows: { loadedCount: 0 },
    } as never as DrawingContext,
    (_id, { pixels }) => {
      const { promise, resolve } = Promise.withResolvers<ShownEncodedImage>();
      const answer = async (z: number) => {
        resolve(imageAt(z));
        await new Promise((settled) => setTimeout(settled));
      };
      sent.push({ count: pixels[0]!, answer });
      return promise;
    },
    paper as never,
  );
  return { drawing, done, sent, undoPoint: () => (known = held = null) };
}

test('one encode is in flight, the newest paper is sent next, and a stroke is one edit', async () => {
  const { drawing, done, sent } = setUp();
  drawing.begin('ink', at(0), 1);
  drawing.extend([at(1), at(2)], 2);
  drawing.extend([at(3)], 3);
  expect(sent.map(({ count }) => count)).toEqual([1]);
  await sent[0]!.answer(0.5);
  // Four samples by now: what lay between never was sent.
  expect(sent.map(({ count }) => count)).toEqual([1, 4]);
  expect(done).toEqual(['new drawing 1', 'to 0.5 from 0.5']);
  drawing.end();
  expect(done).not.toContain('commit');
  await sent[1]!.answer(0.25);
  expect(done.slice(2)).toEqual(['to 0.25 from 0.25', 'commit']);
  expect(drawing.shown?.z[0]).toBe(0.25);
  expect(drawing.toPoint.count).toBe(2);

  drawing.begin('ground', at(0), 5);
  await sent[2]!.answer(2);
  // The end of the stroke was encoded already.
  drawing.end();
  expect(done.slice(4)).toEqual(['hold', 'to 2 from 2', 'commit']);
});

test('a point that is undone is made again; kept, the next drawing has its own', async () => {
  const { drawing, done, sent, undoPoint } = setUp();
  const stroke = async (z: number) => {
    drawing.begin('ink', at(0), 1);
    drawing.end();
    await sent.at(-1)!.answer(z);
  };
  await stroke(1);
  undoPoint();
  await stroke(2);
  expect(done.filter((each) => each.startsWith('new'))).toHaveLength(2);
  drawing.keep();
  expect([drawing.markCount, drawing.shown, drawing.pointId]).toEqual([0, null, null]);
  await stroke(3);
  expect(done.filter((each) => each.startsWith('new'))).toHaveLength(3);
});

test('an answer for a paper that is empty by now moves nothing', async () => {
  const { drawing, done, sent } = setUp();
  drawing.begin('ink', at(0), 1);
  drawing.end();
  drawing.clear();
  await sent[0]!.answer(1);
  expect(done).toEqual([]);
  expect(drawing.shown).toBeNull();
});

test('without an encoder nothing is sent, and what is found for it makes its point', () => {
  const { drawing, done, sent } = setUp({ hasEncoder: false });
  drawing.begin('ink', at(0), 1);
  drawing.end();
  expect(sent).toEqual([]);
  drawing.place(imageAt(3), Float32Array.of(3));
  expect(done).toEqual(['new drawing 1', 'to 3 from 3', 'commit']);
});
