/** Views that a person makes of a collection: which there are, and what one of them is asked for with. */
import * as v from 'valibot';
import type { CurvedMethod } from './projection.ts';

const finite = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const name = v.pipe(v.string(), v.trim(), v.maxLength(200));

/** What an axis of a view is made of. */
export const axisSchema = v.variant('kind', [
  /** A dimension of z. */
  v.strictObject({ kind: v.literal('dimension'), index }),
  /** A principal component, from 0. */
  v.strictObject({ kind: v.literal('component'), index: v.pipe(index, v.maxValue(511)) }),
  /** From the mean of some images to the mean of others; `direction` is the difference, [D]. */
  v.strictObject({
    kind: v.literal('concept'),
    from: name,
    to: name,
    direction: v.pipe(v.array(finite), v.maxLength(1_000_000)),
  }),
]);
export type AxisChoice = v.InferOutput<typeof axisSchema>;

export const axesSchema = v.pipe(v.array(axisSchema), v.minLength(2), v.maxLength(3));

/** A view that is kept with the collection, as lists show it. */
export interface KeptView {
  id: string;
  title: string;
  dims: 2 | 3;
  kind: 'axes' | CurvedMethod;
  /** How it was made, in words: 'UMAP, 15 neighbours, minimum distance 0.1, seed 1'. */
  words: string;
}
