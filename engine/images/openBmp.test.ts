import { expect, test } from 'vitest';
import { openBmp } from './openBmp.ts';

interface Parts {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  masks?: number[];
  palette?: number[];
  pixels: number[];
}

/** A bitmap with a 40-byte header, written by hand from the specification. */
function bmp({ width, height, bits, compression = 0, masks = [], palette = [], pixels }: Parts): Uint8Array {
  const pixelOffset = 54 + masks.length * 4 + palette.length;
  const bytes = new Uint8Array(pixelOffset + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, pixelOffset, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  view.setUint32(30, compression, true);
  masks.forEach((mask, i) => view.setUint32(54 + i * 4, mask, true));
  bytes.set(palette, 54 + masks.length * 4);
  bytes.set(pixels, pixelOffset);
  return bytes;
}

const [red, green, blue, white] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;
/** Blue, green, red, unused. */
const palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];
const expected = [red, green, blue, white].flat();

test.each<[string, Parts]>([
  [
    '24 bits',
    { width: 2, height: 2, bits: 24, pixels: [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0] },
  ],
  ['8 bits, top-down', { width: 2, height: -2, bits: 8, palette, pixels: [0, 1, 0, 0, 2, 3, 0, 0] }],
  ['4 bits', { width: 2, height: 2, bits: 4, palette, pixels: [0x23, 0, 0, 0, 0x01, 0, 0, 0] }],
  [
    '16 bits, 565',
    {
      width: 2,
      height: 2,
      bits: 16,
      compression: 3,
      masks: [0xf800, 0x7e0, 0x1f],
      pixels: [0x1f, 0, 0xff, 0xff, 0, 0xf8, 0xe0, 0x07],
    },
  ],
  [
    'RLE8',
    { width: 2, height: 2, bits: 8, compression: 1, palette, pixels: [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1] },
  ],
  ['RLE4', { width: 2, height: 2, bits: 4, compression: 2, palette, pixels: [2, 0x23, 0, 0, 2, 0x01, 0, 1] }],
])('%s', (_, parts) => {
  expect(openBmp(bmp(parts)).decode()).toEqual({
    width: 2,
    height: 2,
    channels: 3,
    data: new Uint8Array(expected),
  });
});

test.each<[string, Uint8Array, RegExp]>([
  ['cut short', bmp({ width: 2, height: 2, bits: 24, pixels: [1, 2, 3] }), /cut short: 57 bytes where 68/],
  ['of negative width', bmp({ width: -2, height: 2, bits: 24, pixels: [] }), /-2 x 2 pixels/],
  [
    'gigantic',
    bmp({ width: 3_000_000, height: 2_000_000, bits: 24, pixels: [] }),
    /3000000 x 2000000 pixels; at most/,
  ],
  ['of 7 bits', bmp({ width: 2, height: 2, bits: 7, pixels: [] }), /7 bits a pixel/],
  [
    'with runs that end early',
    bmp({ width: 2, height: 9, bits: 8, compression: 1, palette, pixels: [2, 1] }),
    /end in row 1 of 9/,
  ],
  ['with no header', new Uint8Array(20), /header/],
])('a bitmap %s is refused', (_, bytes, reason) => {
  expect(() => openBmp(bytes).decode()).toThrow(reason);
});
