/** One image before it is decoded: a file, or one row of an array file. */
export interface ImageSource {
  /** Absolute path of the file. */
  path: string;
  /** Path below the opened folder with forward slashes, or 'array.npz[12]'; for showing. */
  name: string;
  label: string | null;
  /** Row in an IDX, NPY or NPZ file, from 0. Absent for a file that is one image. */
  row?: number;
  /** Size of the file, or of the row. */
  sizeBytes: number;
  modifiedMs: number;
  /** Columns of metadata.csv or metadata.jsonl, without file_name and label. */
  metadata: Record<string, string>;
}

/** The path that names an image to a person: of a row in an array file 'array.npz[12]'. */
export function rowPath({ path, row }: Pick<ImageSource, 'path' | 'row'>): string {
  return row === undefined ? path : `${path}[${row}]`;
}

/** An image of a collection, with its row. */
export interface ImageRow extends ImageSource {
  id: number;
}
