/**
 * A document: what a person made on one collection. Immutable; the page makes a new one at each edit and the engine
 * keeps the newest in the data folder. Also the body of a `.hourglass` file.
 */
import * as v from 'valibot';
import { documentPathSchema, type DocumentPath } from './latentPath.ts';
import type { RowRanges } from './rowRanges.ts';

const row = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const latent = v.array(finite);
const vector = v.tuple([finite, finite, finite]);
const name = v.pipe(v.string(), v.maxLength(1000));
export const rowRangesSchema = v.pipe(
  v.array(v.tuple([row, row])),
  v.check(
    (runs) => runs.every(([from, to], at) => from < to && from > (runs[at - 1]?.[1] ?? -1)),
    'expected runs [from, to) in ascending order',
  ),
);

/** Where a decoded point started. */
const origin = v.variant('kind', [
  v.object({ kind: v.literal('image'), row, name, z: latent }),
  v.object({ kind: v.literal('point'), name, z: latent }),
  v.object({ kind: v.literal('mean'), name, z: latent }),
  /** Drawn, pasted or taken: z is the encoder's of that picture; where there is none, the one that was found for it. */
  v.object({ kind: v.literal('drawing'), name, z: latent }),
]);

/** A decoded point: a z that a person chose. Its picture is not kept: the decoder draws it again. */
export const pointSchema = v.object({ id: name, name, z: latent, origin });

/** How well a direction separates the images it was made of, on images that it was not made of. */
const separation = v.object({
  /** Mean of the shares of both that are on their own side of the middle: 0.5 by chance, 1 for all. */
  accuracy: finite,
  /** Chance that one of the second is farther along than one of the first: area under the ROC curve. */
  auc: finite,
  /** Images of the first and of the second. */
  counts: v.tuple([row, row]),
});

/** A direction of z that a person made and named: from the mean of some images to the mean of others. */
export const directionSchema = v.object({
  id: name,
  name,
  /** [D], the difference of the means. */
  vector: latent,
  from: name,
  to: name,
  /** null for too few images to tell. */
  separation: v.nullable(separation),
});

/** What of a column is shown. Categories hide by name, since codes may change; missing values are shown unless said. */
const filter = v.variant('kind', [
  v.object({ kind: v.literal('categories'), hidden: v.array(name), hideMissing: v.boolean() }),
  v.object({
    kind: v.literal('range'),
    /** Inclusive; null: no bound. */
    min: v.nullable(finite),
    max: v.nullable(finite),
    hideMissing: v.boolean(),
  }),
]);

const pointRef = v.variant('kind', [
  v.object({ kind: v.literal('image'), index: row }),
  v.object({ kind: v.literal('probe'), id: name }),
]);

/** The camera: what it looks at and from where, in projection units, and the field of view is the scene's own. */
const view = v.object({ position: vector, target: vector });

export const documentSchema = v.object({
  format: v.literal(1),
  points: v.array(pointSchema),
  /** Column whose values colour the points; null: one colour for all. */
  colorBy: v.nullable(name),
  /** By column. */
  filters: v.record(name, filter),
  /** What names and texts are searched for; '' for nothing. */
  search: v.pipe(v.string(), v.maxLength(1000)),
  /** Rows that a person hid, whatever the filters say. */
  hidden: rowRangesSchema,
  /** `rows` holds the primary one when that is an image. A selected decoded point is primary, with no rows. */
  selection: v.object({ rows: rowRangesSchema, primary: v.nullable(pointRef) }),
  /** A person's names of latent dimensions, by index from 0. */
  dimensionNames: v.record(v.pipe(v.string(), v.regex(/^\d+$/)), name),
  /** Newer than the format: absent in older documents. */
  directions: v.optional(v.array(directionSchema), []),
  paths: v.optional(v.array(documentPathSchema), []),
  /** null: frames everything. */
  view: v.nullable(view),
});

type Parsed = v.InferOutput<typeof documentSchema>;
export type DocumentPoint = Parsed['points'][number];
export type Direction = v.InferOutput<typeof directionSchema>;
export type Separation = v.InferOutput<typeof separation>;
export type PointOrigin = DocumentPoint['origin'];
export type ColumnFilter = Parsed['filters'][string];
export type PointRef = NonNullable<Parsed['selection']['primary']>;
export interface Selection {
  readonly rows: RowRanges;
  readonly primary: PointRef | null;
}
export type HourglassDocument = Readonly<
  Omit<Parsed, 'selection' | 'hidden' | 'points' | 'directions' | 'paths'> & {
    points: readonly DocumentPoint[];
    directions: readonly Direction[];
    paths: readonly DocumentPath[];
    hidden: RowRanges;
    selection: Selection;
  }
>;

export const EMPTY_SELECTION: Selection = { rows: [], primary: null };

/** @param colorBy 'label' where the collection has labels, else null */
export const emptyDocument = (colorBy: string | null): HourglassDocument => ({
  format: 1,
  points: [],
  colorBy,
  filters: {},
  search: '',
  hidden: [],
  selection: EMPTY_SELECTION,
  dimensionNames: {},
  directions: [],
  paths: [],
  view: null,
});

/**
 * What a document is kept under: the part of a collection's id that is the same whenever the same images are opened
 * through the same model in the same way.
 */
export const documentKey = (collectionId: string): string => collectionId.split('-', 1)[0] ?? collectionId;
