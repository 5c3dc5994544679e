import { expect, test } from 'vitest';
import { float16ToNumber, numberToFloat16 } from './float16.ts';

test('every half is its own nearest one', () => {
  for (let bits = 0; bits < 2 ** 16; bits++) {
    const value = float16ToNumber(bits);
    if (!Number.isNaN(value)) expect(numberToFloat16(value)).toBe(bits);
    else expect(float16ToNumber(numberToFloat16(value))).toBeNaN();
  }
});

// The bits that NumPy 2.4 gives: np.float16(value).view(np.uint16)
test.each([
  [0.1, 0x2e66],
  [-0.1, 0xae66],
  [1 / 3, 0x3555],
  [65504, 0x7bff],
  [65519, 0x7bff],
  [65520, 0x7c00],
  [-1e9, 0xfc00],
  [6.1e-5, 0x03ff],
  [5.96e-8, 0x0001],
  [2.98e-8, 0x0000],
  [2049, 0x6800],
  [2051, 0x6802],
  [1.9996, 0x4000],
])('%f is %i', (value, bits) => {
  expect(numberToFloat16(value)).toBe(bits);
});
