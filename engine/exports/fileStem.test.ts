import { expect, test } from 'vitest';
import { isReservedName } from '../../protocol/reservedName.ts';
import { fileStem } from './fileStem.ts';

test.each([
  ['/photos/a cat.png', '-a-cat'],
  ['C:\\photos\\cat.PNG', '-cat'],
  ['/photos/set.npz[12]', '-set-12'],
  ['/photos/....png', ''],
  [undefined, ''],
])('%s is told as "%s"', (path, stem) => {
  expect(fileStem(path)).toBe(stem);
});

test.each(['/photos/aux.png', 'CON', 'nul.tar.gz', 'LPT1.txt'])(
  'with %s in it a name is not reserved',
  (path) => {
    const stem = fileStem(path);
    expect(stem).toMatch(/^-\w/);
    expect(isReservedName(`00001${stem}.png`)).toBe(false);
    expect(isReservedName(`${stem}.png`)).toBe(false);
  },
);
