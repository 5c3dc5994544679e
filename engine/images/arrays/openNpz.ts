import { unzipSync } from 'fflate';
import { readRegularFileSync } from '../../files/readRegularFile.ts';
import { readNumber } from './ArrayHeader.ts';
import { memoryBytes } from './ByteSource.ts';
import { imageArray, type ImageArray } from './ImageArray.ts';
import { parseNpyHeader, type NpyHeader } from './parseNpyHeader.ts';
import { MAX_UNPACKED_BYTES, requireUnpackedSize } from './unpackArray.ts';

/** Names of image arrays, each with the names its labels may have. Keras' mnist.npz and MedMNIST name one per split. */
const SPLITS = ['', 'train', 'val', 'test'];
const IMAGE_NAMES = ['x', 'X', 'images', 'image', 'data', 'arr_0'];
const LABEL_NAMES = ['y', 'Y', 'label', 'labels', 'target', 'targets', 'arr_1'];

const withSplit = (name: string, split: string) =>
  split === '' ? [name] : [`${name}_${split}`, `${split}_${name}`];

const WANTED: ReadonlySet<string> = new Set(
  SPLITS.flatMap((split) => [...IMAGE_NAMES, ...LABEL_NAMES].flatMap((name) => withSplit(name, split))),
);

/**
 * The image arrays of an NPZ file, with the labels that go with each.
 * @throws Error that lists what the file holds, when there are no images in it
 */
export function openNpz(path: string, maxBytes = MAX_UNPACKED_BYTES): ImageArray[] {
  let unpackedBytes = 0;
  const names: string[] = [];
  const members = unzipSync(readRegularFileSync(path, maxBytes), {
    // What a member says it unpacks to is what is allocated for it, and no more of it is unpacked.
    filter: ({ name, originalSize }) => {
      if (!name.endsWith('.npy')) return false;
      const arrayName = name.slice(0, -4);
      names.push(arrayName);
      if (!WANTED.has(arrayName)) return false;
      unpackedBytes += originalSize;
      requireUnpackedSize(unpackedBytes, maxBytes);
      return true;
    },
  });
  const member = (candidates: readonly string[]) => {
    const name = candidates.find((candidate) => Object.hasOwn(members, `${candidate}.npy`));
    const bytes = name === undefined ? undefined : members[`${name}.npy`];
    return bytes && { bytes, header: parseNpyHeader(bytes) };
  };
  const arrays: ImageArray[] = [];
  for (const split of SPLITS) {
    const images = member(IMAGE_NAMES.flatMap((name) => withSplit(name, split)));
    if (!images || images.header.kind === 'strings') continue;
    const labels = member(LABEL_NAMES.flatMap((name) => withSplit(name, split)));
    const array = imageArray(images.header, memoryBytes(images.bytes), null);
    if (labels) array.labels = labelsOf(labels.header, labels.bytes, array.layout.count);
    arrays.push(array);
  }
  if (arrays.length === 0) {
    throw new Error(
      `holds ${names.length === 0 ? 'no arrays' : `the arrays ${names.slice(0, 8).join(', ')}`}; expected images as "x", "images" or "data"`,
    );
  }
  return arrays;
}

/** Labels as text, when there is one per image: numbers, or NumPy strings. [N,1] counts as [N]. */
function labelsOf(header: NpyHeader, bytes: Uint8Array, count: number): string[] | null {
  const { shape, dataOffset } = header;
  if (shape[0] !== count || shape.slice(1).some((dim) => dim !== 1)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const itemBytes =
    header.kind === 'strings' ? header.length * (header.unicode ? 4 : 1) : Number(header.type[1]);
  if (dataOffset + count * itemBytes > bytes.length) return null;
  return Array.from({ length: count }, (_, i) => {
    const at = dataOffset + i * itemBytes;
    if (header.kind === 'numbers') return String(readNumber(view, header.type, at, header.littleEndian));
    let text = '';
    for (let c = 0; c < header.length; c++) {
      const code = header.unicode ? view.getUint32(at + c * 4, header.littleEndian) : view.getUint8(at + c);
      if (code === 0) break;
      text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  });
}
