import { expect, test } from 'vitest';
import { factsHash } from './factsHash.ts';

const FACTS = { name: 'a/1.png', label: 'a', metadata: { iso: '100', camera: 'A' } };

test('the order of metadata does not matter, everything else does', () => {
  const reordered = { ...FACTS, metadata: { camera: 'A', iso: '100' } };
  expect(factsHash(reordered)).toBe(factsHash(FACTS));
  const others: Parameters<typeof factsHash>[0][] = [
    FACTS,
    { ...FACTS, name: 'a/2.png' },
    { ...FACTS, label: 'b' },
    { ...FACTS, label: null },
    { ...FACTS, label: '' },
    { ...FACTS, name: 'a/1.pnga', label: '' },
    { ...FACTS, metadata: {} },
    { ...FACTS, metadata: { iso: '100' } },
    { ...FACTS, metadata: { iso: 'A', camera: '100' } },
    { ...FACTS, metadata: { iso: '100', camera: 'A', '': '' } },
    { ...FACTS, metadata: { iso: '10', '0camera': 'A' } },
    { ...FACTS, metadata: { iso1: '00', camera: 'A' } },
  ];
  expect(new Set(others.map(factsHash)).size).toBe(others.length);
});

test('a million images that differ in a digit have as many hashes, all whole numbers that a double holds', () => {
  const hashes = new Float64Array(1_000_000);
  for (let n = 0; n < hashes.length; n++) hashes[n] = factsHash({ ...FACTS, metadata: { n: String(n) } });
  hashes.sort();
  let equal = 0;
  for (let n = 1; n < hashes.length; n++) if (hashes[n] === hashes[n - 1]) equal += 1;
  expect(equal).toBe(0);
  expect(hashes[0]).toBeGreaterThanOrEqual(0);
  expect(hashes.at(-1)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  expect(hashes.every(Number.isInteger)).toBe(true);
});
