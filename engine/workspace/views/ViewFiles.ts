import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { CURVED_METHODS } from '../../../protocol/projection.ts';
import { axesSchema } from '../../../protocol/views.ts';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile.ts';
import { writeOwnerOnly } from '../../files/writeWhole.ts';

const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));
const facts = { id, title: v.string(), dims: v.picklist([2, 3]), words: v.string() };
const keptView = v.variant('kind', [
  v.object({ ...facts, kind: v.literal('axes'), axes: axesSchema }),
  v.object({ ...facts, kind: v.literal('curved'), method: v.picklist(CURVED_METHODS) }),
]);
const keptViews = v.object({ format: v.literal(1), shown: v.string(), views: v.array(keptView) });

/** A view as it is kept; places of a curved one lie in a file beside. */
export type StoredView = v.InferOutput<typeof keptView>;

/** Views of one collection: which is shown, and those that a person made. */
export interface StoredViews {
  shown: string;
  views: StoredView[];
}

/** Where the rows of a curved view are. */
export interface Places {
  /** [rows,3]; NaN for a row that has no place (yet). */
  positions: Float32Array<ArrayBuffer>;
  /** [rows], by `marksOf`, of the z that each was placed by: a row whose z has changed since is placed again. */
  marks: Float32Array<ArrayBuffer>;
}

const VALUES_A_ROW = 4;

/** The views of a collection on the disk: `views.json`, and [rows,4] float32 (place, mark) for each curved one. */
export class ViewFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What cannot be read is left out: it costs computing it again. */
  async load(): Promise<StoredViews> {
    const parsed = v.safeParse(keptViews, await readJsonFile(join(this.#folder, 'views.json')));
    return parsed.success ? parsed.output : { shown: '', views: [] };
  }

  async save({ shown, views }: StoredViews): Promise<void> {
    await writeJsonFile(join(this.#folder, 'views.json'), { format: 1, shown, views });
  }

  /** null where there are none, or the file was cut short. */
  async loadPlaces(viewId: string): Promise<Places | null> {
    const bytes = await readFile(this.#path(viewId)).catch(() => null);
    if (!bytes || bytes.byteLength === 0 || bytes.byteLength % (4 * VALUES_A_ROW) !== 0) return null;
    const values = new Float32Array(Uint8Array.from(bytes).buffer);
    const rows = values.length / VALUES_A_ROW;
    const places: Places = { positions: new Float32Array(3 * rows), marks: new Float32Array(rows) };
    for (let row = 0; row < rows; row++) {
      places.positions.set(values.subarray(VALUES_A_ROW * row, VALUES_A_ROW * row + 3), 3 * row);
      places.marks[row] = values[VALUES_A_ROW * row + 3]!;
    }
    return places;
  }

  async savePlaces(viewId: string, { positions, marks }: Places): Promise<void> {
    const values = new Float32Array(VALUES_A_ROW * marks.length);
    marks.forEach((mark, row) => {
      values.set(positions.subarray(3 * row, 3 * row + 3), VALUES_A_ROW * row);
      values[VALUES_A_ROW * row + 3] = mark;
    });
    await writeOwnerOnly(this.#path(viewId), new Uint8Array(values.buffer));
  }

  async removePlaces(viewId: string): Promise<void> {
    await rm(this.#path(viewId), { force: true });
  }

  #path(viewId: string): string {
    return join(this.#folder, `${viewId}.places`);
  }
}

/**
 * For each row a number that another z has another one of: its values weighed by cosines of no common period.
 * @param z [rows,D]
 */
export function marksOf(z: Float32Array, rows: number, d: number): Float32Array<ArrayBuffer> {
  const weights = Float64Array.from({ length: d }, (_, j) => Math.cos(j + 1));
  const marks = new Float32Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < d; j++, at++) sum += z[at]! * weights[j]!;
    marks[row] = sum;
  }
  return marks;
}
