import { unzipSync, zipSync } from 'fflate';
import { bytesPerNumber, readNumber, sizeOfShape } from '../images/arrays/ArrayHeader.ts';
import { parseNpyHeader, type NpyHeader } from '../images/arrays/parseNpyHeader.ts';
import { MAX_DEFLATE_RATIO } from '../images/arrays/unpackArray.ts';
import type { EncodedRows } from './EncodedRows.ts';
import type { Latents } from './Latents.ts';

/** z [N,D] float32, path [N] and label [N] unicode: what numpy.load reads. */
export function npzOfRows({ count, latentSize, z, paths, labels }: EncodedRows): Uint8Array {
  const members = {
    'z.npy': npyFloat32([count, latentSize], z),
    'path.npy': npyStrings(paths),
    'label.npy': npyStrings(labels),
  };
  // Floats hardly shrink, and an uncompressed member can be memory-mapped.
  return zipSync(members, { level: 0 });
}

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
  return npy('<f4', shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** NumPy's unicode: UTF-32, every string as long as the longest, zeros after the end. */
function npyStrings(values: readonly string[]): Uint8Array {
  const codes = values.map((value) => Array.from(value, (character) => character.codePointAt(0) ?? 0));
  const longest = codes.reduce((length, code) => Math.max(length, code.length), 1);
  const data = new Uint32Array(values.length * longest);
  codes.forEach((code, i) => data.set(code, i * longest));
  return npy(`<U${longest}`, [values.length], new Uint8Array(data.buffer));
}

/** Larger files are no table of latents. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * z from an .npz (its array "z", named by its array "path") or an .npy file.
 * @param latentSize D: [N,D], and [D] for one z
 * @throws Error in words
 */
export function latentsOfNpz(bytes: Uint8Array, latentSize: number): Latents {
  const array = isZip(bytes) ? memberNamed(bytes, 'z.npy') : bytes;
  const header = parseNpyHeader(array);
  if (header.kind === 'strings') throw new Error('z holds text; expected numbers');
  return { z: readNumbers(array, header, latentSize), paths: readPaths(bytes) };
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50;

/** The file's names of rows, where it has them. */
function readPaths(bytes: Uint8Array): string[] | null {
  if (!isZip(bytes)) return null;
  try {
    const array = memberNamed(bytes, 'path.npy');
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
): Float32Array {
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
