import { expect, test } from 'vitest';
import { FolderNames, keptName, numberedName } from './numberedName.ts';

test('the first of a name has no number', () => {
  expect([1, 2, 3].map((number) => numberedName('cat', number, '.png'))).toEqual([
    ...['cat.png', 'cat (2).png', 'cat (3).png'],
  ]);
});

test.each([
  ['cat.png', 'cat.png'],
  ['Ünï (2) [x] €.png', 'Ünï (2) [x] €.png'],
  ['a/b\\c:d*e?f"g<h>i|j.png', 'a_b_c_d_e_f_g_h_i_j.png'],
  ['line\nbreak\u0000', 'line_break_'],
  ['ends. .', 'ends'],
  ['..', '_'],
  ['aux.png', '_aux.png'],
  ['', '_'],
])('%j is kept as %j', (name, kept) => expect(keptName(name)).toBe(kept));

test('a name longer than file systems take is cut, its extension is not', () => {
  const kept = keptName(`${'ü😀'.repeat(100)}.png`);
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(240);
  expect(kept).toMatch(/^(ü😀)+ü?\.png$/u);
});

test('no two names in a folder are the same, capitals and composed letters or not', () => {
  const names = new FolderNames();
  const given = ['a.png', 'A.png', 'a (2).png', 'a.png', '\u00fc.png', 'u\u0308.png', 'b.png'].map((name) =>
    names.take(name.slice(0, -4), '.png'),
  );
  expect(given).toEqual([
    ...['a.png', 'A (2).png', 'a (2) (2).png', 'a (3).png', '\u00fc.png', 'u\u0308 (2).png', 'b.png'],
  ]);
  expect(new Set(given.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(given.length);
});

test('a hundred thousand of one name are named without looking at all before', () => {
  const names = new FolderNames();
  let last = '';
  for (let i = 0; i < 100_000; i++) last = names.take('image', '.png');
  expect(last).toBe('image (100000).png');
});
