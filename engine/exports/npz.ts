import { unzipSync, zipSync } from 'fflate';
import { bytesWords } from '../../protocol/words.ts';
import { numberedName } from '../files/numberedName.ts';
import { bytesPerNumber, readNumber, sizeOfShape } from '../images/arrays/ArrayHeader.ts';
import { parseNpyHeader, type NpyHeader } from '../images/arrays/parseNpyHeader.ts';
import { MAX_DEFLATE_RATIO } from '../images/arrays/unpackArray.ts';
import type { Latents } from './Latents.ts';
import type { LatentTable } from './LatentTable.ts';
import type { TableColumn } from './TableColumn.ts';

/** What one file holds: beyond it NumPy, and this reader, need more than the plain ZIP format has. */
const MAX_BYTES = 2 ** 31 - 1;

/** The first date that an archive can give, as NumPy's do: the same arrays are the same bytes. fflate reads it in local time. */
const EARLIEST = new Date(1980, 0, 1);

/** float32 numbers of some shape. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** z [N,D] float32 and an array [N] for each column, as npzOfArrays. */
export const npzOfLatents = ({ count, latentSize, z, names, more }: LatentTable): Uint8Array =>
  npzOfArrays([{ name: 'z', shape: [count, latentSize], values: z }], [...names, ...more]);

/**
 * Arrays, and an array [N] for each column: what numpy.load reads without pickles. Text is unicode, '' for none; numbers are
 * float64, NaN for none; dates datetime64[ms], NaT for none; flags bool, or float64 where some are unknown.
 * @throws Error in words, naming the column that makes it too large
 */
export function npzOfArrays(arrays: readonly NamedArray[], columns: readonly TableColumn[]): Uint8Array {
  const members: Record<string, Uint8Array> = {};
  let sizeBytes = 0;
  for (const { name, shape, values } of arrays) {
    members[`${name}.npy`] = npyFloat32(shape, values);
    sizeBytes += values.byteLength;
  }
  for (const column of columns) {
    const columnBytes = arrayBytes(column);
    sizeBytes += columnBytes;
    if (sizeBytes > MAX_BYTES) {
      throw new Error(
        `an .npz holds at most 2 GB, and its texts are all as long as the longest: "${column.name}" would take ${bytesWords(columnBytes)}. Leave that column out, or choose CSV or Parquet`,
      );
    }
    members[memberName(column.name, members)] = npyOfColumn(column);
  }
  // Floats hardly shrink, and an uncompressed member can be memory-mapped.
  return zipSync(members, { level: 0, mtime: EARLIEST });
}

/** No name of a member leads out of the folder that somebody unpacks it in. */
function memberName(columnName: string, taken: Readonly<Record<string, unknown>>): string {
  const safe = columnName.replaceAll(/[\\/\p{Cc}]/gu, '_');
  for (let number = 1; ; number++) {
    const name = `${numberedName(safe, number)}.npy`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

function arrayBytes({ type, values }: TableColumn): number {
  return values.length * (type === 'text' ? 4 * longestOf(values) : 8);
}

/** Characters of the longest text: at least 1, since NumPy has no empty ones. */
const longestOf = (values: readonly (string | null)[]) =>
  values.reduce((longest, text) => (text === null ? longest : Math.max(longest, charactersOf(text))), 1);

function charactersOf(text: string): number {
  let count = text.length;
  // Two code units are one character of UTF-32.
  for (let at = 0; at < text.length; at++) if ((text.codePointAt(at) ?? 0) > 0xffff) count -= 1;
  return count;
}

function npyOfColumn(column: TableColumn): Uint8Array {
  const { values } = column;
  const shape = [values.length];
  switch (column.type) {
    case 'text':
      return npyStrings(column.values);
    case 'float32':
      return npyFloat32(shape, column.values);
    case 'number':
      return npy('<f8', shape, bytesOf(column.values));
    case 'date':
      return npy('<M8[ms]', shape, bytesOf(BigInt64Array.from(column.values, toDatetime)));
    case 'flag':
      return column.values.includes(null)
        ? npy(
            '<f8',
            shape,
            bytesOf(Float64Array.from(column.values, (flag) => (flag === null ? NaN : +flag))),
          )
        : npy('|b1', shape, Uint8Array.from(column.values, Number));
  }
}

/** NumPy's "not a time" is the smallest number. */
const toDatetime = (ms: number) => (Number.isNaN(ms) ? -(2n ** 63n) : BigInt(Math.round(ms)));

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The NPY format, version 1.0: magic, length, a Python dictionary padded so that the data begins at a multiple of 64. */
function npy(descr: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const headerBytes = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(headerBytes + data.byteLength).fill(0x20, 10, headerBytes - 1);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, headerBytes - 10, true);
  bytes.set(new TextEncoder().encode(dictionary), 10);
  bytes[headerBytes - 1] = 0x0a;
  bytes.set(data, headerBytes);
  return bytes;
}

export function npyFloat32(shape: readonly number[], values: Float32Array): Uint8Array {
  return npy('<f4', shape, bytesOf(values));
}

/** NumPy's unicode: UTF-32, every string as long as the longest, zeros after the end. */
function npyStrings(values: readonly (string | null)[]): Uint8Array {
  const longest = longestOf(values);
  const data = new Uint32Array(values.length * longest);
  values.forEach((value, row) => {
    let at = row * longest;
    for (const character of value ?? '') data[at++] = character.codePointAt(0) ?? 0;
  });
  return npy(`<U${longest}`, [values.length], bytesOf(data));
}

/**
 * z from an .npz (its array "z", named by its array "path") or an .npy file.
 * @param latentSize D: [N,D], and [D] for one z; null: whichever the array has
 * @throws Error in words
 */
export function latentsOfNpz(bytes: Uint8Array, latentSize: number | null): Latents {
  const array = isZip(bytes) ? memberNamed(bytes, 'z.npy') : bytes;
  const header = parseNpyHeader(array);
  if (header.kind === 'strings') throw new Error('z holds text; expected numbers');
  const perRow = header.shape.length === 1 ? (header.shape[0] ?? 0) : sizeOfShape(header.shape.slice(1));
  const size = latentSize ?? perRow;
  return { z: readNumbers(array, header, size), latentSize: size, paths: readPaths(bytes) };
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50;

/** The file's names of rows, where it has them: paths of images, names of decoded points. */
function readPaths(bytes: Uint8Array): string[] | null {
  if (!isZip(bytes)) return null;
  return readStrings(bytes, 'path.npy') ?? readStrings(bytes, 'name.npy');
}

function readStrings(bytes: Uint8Array, member: string): string[] | null {
  try {
    const array = memberNamed(bytes, member);
    const header = parseNpyHeader(array);
    if (header.kind !== 'strings' || !header.unicode) return null;
    const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
    const count = header.shape[0] ?? 0;
    if (header.dataOffset + count * header.length * 4 > array.length) return null;
    return Array.from({ length: count }, (_, i) => {
      let text = '';
      for (let c = 0; c < header.length; c++) {
        const code = view.getUint32(header.dataOffset + (i * header.length + c) * 4, header.littleEndian);
        if (code === 0 || code > 0x10ffff) break;
        text += String.fromCodePoint(code);
      }
      return text;
    });
  } catch {
    return null;
  }
}

function memberNamed(bytes: Uint8Array, name: string): Uint8Array {
  const names: string[] = [];
  const members = unzipSync(bytes, {
    filter: (member) => {
      names.push(member.name.replace(/\.npy$/, ''));
      if (member.name !== name) return false;
      if (member.originalSize > Math.min(MAX_BYTES, MAX_DEFLATE_RATIO * member.size))
        throw new Error(`"${name}" claims ${member.originalSize} bytes, more than it can hold`);
      return true;
    },
  });
  const member = members[name];
  if (member) return member;
  throw new Error(
    `holds ${names.length === 0 ? 'no arrays' : `the arrays ${names.slice(0, 8).join(', ')}`}; expected "${name.replace(/\.npy$/, '')}"`,
  );
}

function readNumbers(
  bytes: Uint8Array,
  header: Extract<NpyHeader, { kind: 'numbers' }>,
  latentSize: number,
): Float32Array<ArrayBuffer> {
  const { shape, type, littleEndian, dataOffset } = header;
  const size = sizeOfShape(shape);
  const itemBytes = bytesPerNumber(type);
  const perRow = shape.length === 1 ? size : size / (shape[0] ?? 1);
  if (size === 0 || perRow !== latentSize) {
    throw new Error(
      `z is [${shape.join(',')}]; this model's z has ${latentSize} values: expected [N,${latentSize}]`,
    );
  }
  if (dataOffset + size * itemBytes > bytes.length) throw new Error('z is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: size }, (_, i) =>
    readNumber(view, type, dataOffset + i * itemBytes, littleEndian),
  );
}
