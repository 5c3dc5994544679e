/** Element types of numeric arrays, in NumPy's letters: unsigned, signed, float, with bytes. 'b1' is bool. */
export type NumberType = 'b1' | 'u1' | 'u2' | 'u4' | 'i1' | 'i2' | 'i4' | 'i8' | 'u8' | 'f2' | 'f4' | 'f8';

/** Where and what the numbers of an IDX or NPY array are. Row-major. */
export interface ArrayHeader {
  type: NumberType;
  littleEndian: boolean;
  shape: number[];
  /** Bytes before the first number. */
  dataOffset: number;
}

export const bytesPerNumber = (type: NumberType) => Number(type[1]);

const MAX_NUMBERS = 2 ** 40;

/** The number of elements, refusing shapes whose product is beyond anything real. */
export function sizeOfShape(shape: readonly number[]): number {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (!shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0) || size > MAX_NUMBERS) {
    throw new Error(`its shape [${shape.join(',')}] is not one that an array can have`);
  }
  return size;
}

/** One number as a float. */
export function readNumber(
  view: DataView,
  type: NumberType,
  byteOffset: number,
  littleEndian: boolean,
): number {
  switch (type) {
    case 'b1':
    case 'u1':
      return view.getUint8(byteOffset);
    case 'i1':
      return view.getInt8(byteOffset);
    case 'u2':
      return view.getUint16(byteOffset, littleEndian);
    case 'i2':
      return view.getInt16(byteOffset, littleEndian);
    case 'u4':
      return view.getUint32(byteOffset, littleEndian);
    case 'i4':
      return view.getInt32(byteOffset, littleEndian);
    case 'u8':
      return Number(view.getBigUint64(byteOffset, littleEndian));
    case 'i8':
      return Number(view.getBigInt64(byteOffset, littleEndian));
    case 'f2':
      return halfToNumber(view.getUint16(byteOffset, littleEndian));
    case 'f4':
      return view.getFloat32(byteOffset, littleEndian);
    case 'f8':
      return view.getFloat64(byteOffset, littleEndian);
  }
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
