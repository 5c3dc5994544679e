import type { ArrayHeader, NumberType } from './ArrayHeader.ts';

const MAX_HEADER_BYTES = 1 << 16;
const NUMBER_TYPE = /^([<>|=])([buif])([1248])$/;
const KNOWN: ReadonlySet<string> = new Set([
  'b1',
  'u1',
  'u2',
  'u4',
  'u8',
  'i1',
  'i2',
  'i4',
  'i8',
  'f2',
  'f4',
  'f8',
]);

/** An NPY header; of a string array (dtype U or S) the header says the characters per string. */
export type NpyHeader =
  | ({ kind: 'numbers' } & ArrayHeader)
  | {
      kind: 'strings';
      unicode: boolean;
      length: number;
      littleEndian: boolean;
      shape: number[];
      dataOffset: number;
    };

/**
 * The header of an NPY array: magic, version, length, then a Python dictionary. NumPy's "NPY format", versions 1 to 3.
 * @param bytes the array's start, header included
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 1) >= 2;
  const start = wide ? 12 : 10;
  if (bytes.length < start) throw new Error('cut short: it ends in the NPY header');
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > MAX_HEADER_BYTES || start + length > bytes.length)
    throw new Error('its NPY header is damaged or cut short');
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || dims === undefined) {
    throw new Error(
      `its NPY header says ${JSON.stringify(text.trim().slice(0, 80))}; expected plain numbers with descr, fortran_order and shape`,
    );
  }
  const shape = dims
    .split(',')
    .flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim.trim().replace(/L$/, ''))]));
  if (order === 'True' && shape.length > 1) {
    throw new Error('its array is in Fortran order; save numpy.ascontiguousarray(array) instead');
  }
  const dataOffset = start + length;
  const strings = /^([<>|=])([US])(\d+)$/.exec(descr);
  if (strings) {
    const [, endian, letter, characters] = strings;
    return {
      kind: 'strings',
      unicode: letter === 'U',
      length: Number(characters),
      littleEndian: endian !== '>',
      shape,
      dataOffset,
    };
  }
  const [, endian, letter, size] = NUMBER_TYPE.exec(descr) ?? [];
  const type = `${letter}${size}`;
  if (!KNOWN.has(type)) throw new Error(`its numbers are of type ${descr}; expected integers or floats`);
  return { kind: 'numbers', type: type as NumberType, littleEndian: endian !== '>', shape, dataOffset };
}
