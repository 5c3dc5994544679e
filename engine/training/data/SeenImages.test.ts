import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { SeenImages } from './SeenImages.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const digests = (name: string, count: number) =>
  new Set(Array.from({ length: count }, (_, i) => digest(`${name} ${i}`)));

test('knows every picture that was trained on, and takes few others for one', () => {
  const trained = digests('trained', 3000);
  const seen = SeenImages.of(digests('held', 300), trained);
  expect([...trained].filter((each) => !seen.wasTrainedOn(each))).toEqual([]);
  const taken = [...digests('other', 3000)].filter((each) => seen.wasTrainedOn(each));
  expect(taken.length).toBeLessThan(30);
});

test('comes back from its text as it was, and refuses one that is none', () => {
  const held = digests('held', 5);
  const seen = SeenImages.of(held, digests('trained', 400));
  const read = SeenImages.fromJson(seen.toJson())!;
  expect([...held].every((each) => read.wasHeldOut(each))).toBe(true);
  expect(read.wasHeldOut(digest('trained 1'))).toBe(false);
  expect(read.toJson()).toEqual(seen.toJson());
  expect(SeenImages.fromJson({ ...seen.toJson(), trained: 'AAAA' })).toBeNull();
  expect(SeenImages.fromJson({ ...seen.toJson(), heldOut: 'AAAA' })).toBeNull();
});

test('what an earlier training has seen is kept, though the filter grows', () => {
  const old = digests('old', 80);
  const before = SeenImages.of(digests('held', 8), old);
  const after = SeenImages.of(digests('new held', 8), digests('new', 5000), before);
  expect(after.toJson().trained.length).toBeGreaterThan(before.toJson().trained.length);
  expect([...old, ...digests('new', 5000)].every((each) => after.wasTrainedOn(each))).toBe(true);
  expect(after.heldOutCount).toBe(16);
});
