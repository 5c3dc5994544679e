import { NO_CODE, type ColumnType } from '../../../protocol/columns.ts';

/** Types of the columns that people see, and of those that the store keeps for itself: where z lies, what became of a row. */
export type StoredType = ColumnType | 'slot' | 'state';

/** Arrays of numbers by type. */
export interface NumberArrays {
  number: Float64Array<ArrayBuffer>;
  date: Float64Array<ArrayBuffer>;
  category: Uint16Array<ArrayBuffer>;
  flag: Uint8Array<ArrayBuffer>;
  slot: Uint32Array<ArrayBuffer>;
  state: Uint8Array<ArrayBuffer>;
}
export type NumberType = keyof NumberArrays;

/** The values of a block's rows: numbers by type, or texts ('' for none). */
export type BlockValues = NumberArrays[NumberType] | string[];

/** Rows of a block of numbers: 32 KB of float64. */
const NUMBER_ROWS = 4096;
/** Texts may be long, and a block is written whole for each batch of rows that ends in it. */
const TEXT_ROWS = 512;

/** No place in the vector files: z is not known. */
export const NO_SLOT = 0xffffffff;
/** No value, in a block of flags. */
export const NO_FLAG = 255;

const NUMBERS: { readonly [Type in NumberType]: { make(length: number): NumberArrays[Type]; none: number } } =
  {
    number: { make: (length) => new Float64Array(length), none: NaN },
    date: { make: (length) => new Float64Array(length), none: NaN },
    category: { make: (length) => new Uint16Array(length), none: NO_CODE },
    flag: { make: (length) => new Uint8Array(length), none: NO_FLAG },
    slot: { make: (length) => new Uint32Array(length), none: NO_SLOT },
    state: { make: (length) => new Uint8Array(length), none: 0 },
  };

export const blockRows = (type: StoredType): number => (type === 'text' ? TEXT_ROWS : NUMBER_ROWS);

/** What stands for no value in a block. */
export const noValue = (type: StoredType): number | string => (type === 'text' ? '' : NUMBERS[type].none);

/** A block without values. */
export function emptyBlock(type: StoredType): BlockValues {
  const rows = blockRows(type);
  return type === 'text' ? new Array<string>(rows).fill('') : emptyValues(type, rows);
}

/** Numbers of a type for n rows, none of them known. */
export function emptyValues<Type extends NumberType>(type: Type, count: number): NumberArrays[Type] {
  const values = NUMBERS[type].make(count);
  values.fill(NUMBERS[type].none);
  return values;
}

/** Between texts of a block, which therefore hold none of them. */
export const TEXT_END = '\0';
const decoder = new TextDecoder();

/** A text block as one string, TEXT_END between rows. */
export const textOfBlob = (blob: Uint8Array): string => decoder.decode(blob);

/** A block's bytes: little-endian numbers, or UTF-8 texts with TEXT_END between them; up to the last row with a value. */
export function encodeBlock(type: StoredType, values: BlockValues): Uint8Array {
  const none = noValue(type);
  let length = values.length;
  while (length > 0 && Object.is(values[length - 1], none)) length -= 1;
  if (Array.isArray(values)) return new TextEncoder().encode(values.slice(0, length).join(TEXT_END));
  return new Uint8Array(values.buffer, values.byteOffset, length * values.BYTES_PER_ELEMENT);
}

/** What encodeBlock wrote; rows after the last one known have no value. */
export function decodeBlock(type: StoredType, blob: Uint8Array | null): BlockValues {
  const values = emptyBlock(type);
  if (blob === null || blob.length === 0) return values;
  if (Array.isArray(values)) {
    for (const [row, text] of textOfBlob(blob).split(TEXT_END).entries()) values[row] = text;
  } else copyBytes(blob, values, 0);
  return values;
}

/** Copies a block's numbers into an array from an index on, as far as they fit. */
export function copyBytes(
  blob: Uint8Array,
  into: NumberArrays[NumberType],
  index: number,
  fromRow = 0,
): void {
  const size = into.BYTES_PER_ELEMENT;
  const room = (into.length - index) * size;
  const bytes = blob.subarray(fromRow * size, fromRow * size + room);
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes, index * size);
}
