/** Columns of a collection: what is known of each image besides z, typed, any number of them. */
export const COLUMN_TYPES = ['category', 'number', 'text', 'date', 'flag'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Where a column's values are from: folders and metadata files, an operation, or a person (tags, notes). */
export const COLUMN_ORIGINS = ['images', 'metadata', 'operation', 'person'] as const;
export type ColumnOrigin = (typeof COLUMN_ORIGINS)[number];

/** The column of the images' labels (sub-folders, or a metadata file's label): always named so. */
export const LABEL_COLUMN = 'label';
/** The text column of a person's notes. */
export const NOTE_COLUMN = 'note';

export interface ColumnInfo {
  /** Unique in its collection. A tag is a flag column of origin 'person', named as the tag. */
  name: string;
  type: ColumnType;
  origin: ColumnOrigin;
  /** What it says, in a sentence; '' where nobody said. */
  words: string;
  /** '' for none: 'dB', 'px'. */
  unit: string;
  /** Grows whenever values change. */
  version: number;
  /** Rows that have a value; of a flag, those where it is set. */
  known: number;
  /** Of a category: categories[code] is what the code means. Of a flag: none. */
  categories: readonly ColumnCategory[];
  /** Smallest and largest value of a number or a date (ms since 1970); null while none is known. */
  range: readonly [min: number, max: number] | null;
}

export interface ColumnCategory {
  name: string;
  count: number;
}

/**
 * How a column's values of rows from..to cross the wire and lie in memory, one entry a row:
 * category and flag: uint16 codes (flag: 0 no, 1 yes), NO_CODE for none; number and date: float64, NaN for none;
 * text: a JSON array of strings, '' for none.
 */
export const NO_CODE = 65535;

export type ColumnValues =
  | { type: 'category' | 'flag'; values: Uint16Array<ArrayBuffer> }
  | { type: 'number' | 'date'; values: Float64Array<ArrayBuffer> }
  | { type: 'text'; values: string[] };

/** One value as a person reads it; null for none. */
export type ColumnValue = string | number | boolean | null;
