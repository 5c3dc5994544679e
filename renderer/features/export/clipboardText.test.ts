import { expect, test } from 'vitest';
import { clipboardTable } from './clipboardText.ts';

test('a line a row, cells by tabs, numbers as short as they read back the same', () => {
  const z = Float32Array.of(0.1, -1e-8, 123456.79);
  expect(
    clipboardTable(
      ['path', 'label'],
      [
        { names: ['/a/b.png', 'x'], z },
        { names: ['/a\tb\n.png', ''], z: [1, 0, 2] },
      ],
    ),
  ).toBe('path\tlabel\tz1\tz2\tz3\n/a/b.png\tx\t0.1\t-1e-8\t123456.79\n/a b .png\t\t1\t0\t2\n');
});
