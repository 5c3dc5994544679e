import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { findImages } from '../../../engine/images/findImages.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';
import { readImagesIn } from '../readImagesIn.ts';

const COUNT = 5;
const SIDE = 6;
const pixels = Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => i);

/** @param descr as NumPy writes it: '|u1', '<f4' */
function npy(descr: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header), data]);
}

function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

const floats = new Uint8Array(Float32Array.from(pixels, (value) => value / 255).buffer);
const images = idx([COUNT, SIDE, SIDE], pixels);
const labels = idx([COUNT], pixels.subarray(0, COUNT));
const bytes = npy('|u1', [COUNT, SIDE, SIDE], pixels);
const numbers = npy('<f4', [COUNT, SIDE, SIDE, 1], floats);
const npz = zipSync({ 'x.npy': bytes, 'y.npy': npy('<u1', [COUNT], pixels.subarray(0, COUNT)) });

const SOUND: [name: string, bytes: Uint8Array, beside?: Record<string, Uint8Array>][] = [
  ['train-images-idx3-ubyte', images, { 'train-labels-idx1-ubyte': labels }],
  ['train-labels-idx1-ubyte', labels, { 'train-images-idx3-ubyte': images }],
  ['train-images-idx3-ubyte.gz', gzipSync(images)],
  ['bytes.npy', bytes],
  ['numbers.npy', numbers],
  ['bytes.npy.gz', gzipSync(bytes)],
  ['packed.npz', npz],
  [
    'stored.npz',
    zipSync({
      'x.npy': [bytes, { level: 0 }],
      'names.npy': [npy('<U2', [COUNT], new Uint8Array(8 * COUNT)), { level: 0 }],
    }),
  ],
];

/** Array files: IDX, NPY, NPZ and what is packed by gzip. Some are packed only after they were changed. */
export const target: FuzzTarget = {
  name: 'arrays',
  make: (random) => {
    const [name, sound, beside] = random.pick(SOUND);
    const position = (length: number) => random.below(random.below(2) === 0 ? Math.min(130, length) : length);
    const isPackedAfter = name.endsWith('.gz') && random.below(2) === 0;
    const changed = mutateBytes(random, isPackedAfter ? random.pick([images, bytes, numbers]) : sound, {
      position,
    });
    return { ...beside, [name]: isPackedAfter ? gzipSync(changed) : changed };
  },
  run: async (_input, folder) => readImagesIn(await findImages([folder])),
};
