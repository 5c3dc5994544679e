import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodedByHand, makeTestModel } from './testing/makeTestModel.ts';
import { ModelSlot } from './ModelSlot.ts';
import { halvedTo } from './halvedTo.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'traversals-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('images are made smaller by halves, each pixel the mean of four, odd sides too', () => {
  const rgba = Uint8ClampedArray.from({ length: 2 * 4 * 2 * 4 }, (_, i) => i * 3);
  const small = { rgba, width: 4, height: 2 };
  expect(halvedTo(4, small)).toBe(small);
  const half = halvedTo(2, small);
  expect([half.width, half.height, half.rgba.length]).toEqual([2, 1, 2 * 2 * 4]);
  const meanAt = (image: number, x: number, c: number) => {
    const at = (dx: number, dy: number) => rgba[((image * 2 + dy) * 4 + 2 * x + dx) * 4 + c]!;
    return Math.round((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4);
  };
  for (const [image, x, c] of [
    [0, 0, 0],
    [0, 1, 2],
    [1, 0, 3],
    [1, 1, 1],
  ] as const) {
    // prettier-ignore
    expect(Math.abs(half.rgba[(image * 2 + x) * 4 + c]! - meanAt(image, x, c))).toBeLessThanOrEqual(1);
  }
  const odd = halvedTo(2, { rgba: new Uint8ClampedArray(5 * 3 * 4).fill(90), width: 5, height: 3 });
  expect([odd.width, odd.height]).toEqual([2, 1]);
  expect(new Set(odd.rgba)).toEqual(new Set([90]));
});

test('many z are decoded some at a time, and the hand’s own comes in between', async () => {
  const slot = new ModelSlot(root);
  slot.take(await slot.load(await makeTestModel(join(root, 'model'), { latent: 3 }), undefined, 'cpu'));
  const count = 300;
  const z = Float32Array.from({ length: count * 3 }, (_, i) => Math.sin(i));
  const ended: string[] = [];
  const many = slot.decodeMany(z, count).then((rgba) => (ended.push('many'), rgba));
  await slot.decode(Float32Array.of(1, 0, 0)).then(() => ended.push('one'));
  const rgba = await many;
  expect(ended).toEqual(['one', 'many']);
  for (const at of [0, 64, 299]) {
    decodedByHand(z.subarray(at * 3, at * 3 + 3)).forEach((value, pixel) =>
      expect(Math.abs(rgba[(at * 64 + pixel) * 4]! - value)).toBeLessThanOrEqual(1),
    );
  }
  // Another model ends it: nothing is decoded by one that was freed.
  const cut = expect(slot.decodeMany(z, count)).rejects.toMatchObject({ code: 'cancelled' });
  slot.take(null);
  await cut;
  await slot.close();
});
