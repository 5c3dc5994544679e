import sharp from 'sharp';
import { findImages } from '../../../engine/images/findImages.ts';
import { testImage } from '../../../engine/workspace/testing/makeTestImages.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';
import { readImagesIn } from '../readImagesIn.ts';

const SIDE = 24;
let sound: [name: string, bytes: Uint8Array][] = [];

/** Pictures of every format that is read. */
export const target: FuzzTarget = {
  name: 'images',
  start: async () => {
    const grey = Buffer.from(testImage(3, SIDE));
    const picture = () => sharp(grey, { raw: { width: SIDE, height: SIDE, channels: 1 } });
    const colour = () => picture().toColourspace('srgb');
    sound = [
      ['plain.png', await picture().png().toBuffer()],
      ['palette.png', await colour().png({ palette: true }).toBuffer()],
      ['deep.png', await picture().toColourspace('grey16').png().toBuffer()],
      ['baseline.jpg', await colour().jpeg().withMetadata({ orientation: 6 }).toBuffer()],
      ['progressive.jpg', await colour().jpeg({ progressive: true }).toBuffer()],
      ['moving.gif', await colour().gif().toBuffer()],
      ['lossy.webp', await colour().webp().toBuffer()],
      ['lossless.webp', await colour().webp({ lossless: true }).toBuffer()],
      ['packed.tiff', await colour().tiff({ compression: 'lzw' }).toBuffer()],
      ['tiled.tiff', await picture().tiff({ tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer()],
      ['plain.bmp', bitmap(8, 0, grey)],
      ['runs.bmp', bitmap(8, 1, runsOf(grey))],
      ['grey.pgm', Buffer.concat([Buffer.from(`P5\n# made\n${SIDE} ${SIDE}\n255\n`), grey])],
      ['text.ppm', Buffer.from(`P3 2 2 255\n${'1 2 3 '.repeat(4)}`)],
      ['bits.pbm', Buffer.concat([Buffer.from('P4 16 4\n'), grey.subarray(0, 8)])],
    ];
  },
  make: (random) => {
    const [name, bytes] = random.pick(sound);
    const [, other] = random.pick(sound);
    // Most of what is decided stands at the beginning.
    const position = (length: number) => random.below(random.below(2) === 0 ? Math.min(128, length) : length);
    return { [name]: mutateBytes(random, bytes, { other, position }) };
  },
  run: async (_input, folder) => readImagesIn(await findImages([folder])),
};

/** A bitmap of 256 greys. @param compression 0: none, 1: runs */
function bitmap(bits: number, compression: number, pixels: Uint8Array): Uint8Array {
  const palette = Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 0 : i >> 2));
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + palette.length + pixels.length, 2);
  header.writeUInt32LE(54 + palette.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(SIDE, 18);
  header.writeInt32LE(SIDE, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(pixels.length, 34);
  header.writeUInt32LE(256, 46);
  return Buffer.concat([header, palette, pixels]);
}

/** Rows as runs of one pixel, then the end of the bitmap. */
function runsOf(grey: Uint8Array): Uint8Array {
  const rows = Array.from({ length: SIDE }, (_, y) => [
    ...Array.from(grey.subarray(y * SIDE, (y + 1) * SIDE)).flatMap((value) => [1, value]),
    0,
    0,
  ]);
  return Uint8Array.from([...rows.flat(), 0, 1]);
}
