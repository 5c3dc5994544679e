import { readNumber } from './ArrayHeader.ts';
import { headOf, type ByteSource } from './ByteSource.ts';
import { imageArray, type ImageArray } from './ImageArray.ts';
import { withZip } from './withZip.ts';
import { parseNpyHeader, type NpyHeader } from './parseNpyHeader.ts';
import { MAX_UNPACKED_BYTES } from './unpackArray.ts';

/** Names of image arrays, each with the names its labels may have. Keras' mnist.npz and MedMNIST name one per split. */
const SPLITS = ['', 'train', 'val', 'test'];
const IMAGE_NAMES = ['x', 'X', 'images', 'image', 'data', 'arr_0'];
const LABEL_NAMES = ['y', 'Y', 'label', 'labels', 'target', 'targets', 'arr_1'];

const withSplit = (name: string, split: string) =>
  split === '' ? [name] : [`${name}_${split}`, `${split}_${name}`];

/**
 * The image arrays of an NPZ file, with the labels that go with each. Arrays that are stored as they are (numpy.savez) are
 * read from disk, however large; packed ones (numpy.savez_compressed) are unpacked, no further than `maxBytes` together.
 * @throws Error that lists what the file holds, when there are no images in it
 */
export function openNpz(path: string, maxBytes = MAX_UNPACKED_BYTES): Promise<ImageArray[]> {
  return withZip(path, maxBytes, async (archive) => {
    const names = archive.names.filter((name) => name.endsWith('.npy')).map((name) => name.slice(0, -4));
    const member = async (candidates: readonly string[]) => {
      const name = candidates.find((candidate) => names.includes(candidate));
      if (name === undefined) return null;
      const bytes = await archive.read(`${name}.npy`);
      return { bytes, header: parseNpyHeader(headOf(bytes)) };
    };
    const arrays: ImageArray[] = [];
    for (const split of SPLITS) {
      const images = await member(IMAGE_NAMES.flatMap((name) => withSplit(name, split)));
      if (!images || images.header.kind === 'strings') continue;
      const labels = await member(LABEL_NAMES.flatMap((name) => withSplit(name, split)));
      const array = imageArray(images.header, images.bytes, null);
      if (labels) array.labels = labelsOf(labels.header, labels.bytes, array.layout.count);
      arrays.push(array);
    }
    if (arrays.length > 0) return arrays;
    throw new Error(
      `holds ${names.length === 0 ? 'no arrays' : `the arrays ${names.slice(0, 8).join(', ')}`}; expected images as "x", "images" or "data"`,
    );
  });
}

/** Labels as text, when there is one per image: numbers, or NumPy strings. [N,1] counts as [N]. */
function labelsOf(header: NpyHeader, source: ByteSource, count: number): string[] | null {
  const { shape, dataOffset } = header;
  if (shape[0] !== count || shape.slice(1).some((dim) => dim !== 1)) return null;
  const itemBytes =
    header.kind === 'strings' ? header.length * (header.unicode ? 4 : 1) : Number(header.type[1]);
  const length = count * itemBytes;
  if (dataOffset + length > source.sizeBytes || length > MAX_UNPACKED_BYTES) return null;
  const bytes = source.read(dataOffset, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => {
    const at = i * itemBytes;
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
