import * as v from 'valibot';
import type { ModelJson } from './model.ts';

/** What the description of an instant model says of its making. */
export interface InstantFacts {
  /** Images that it was fitted to. */
  images: number;
  /** Of reading them and of fitting. */
  seconds: number;
  /** Share, 0..1, of what the images differ by that it keeps, measured on images held out; null where too few were. */
  keptShare: number | null;
}

/** What a few differ by says nothing of others: of ten images, one is held out. */
const FEWEST_HELD_OUT = 4;

const schema = v.object({
  options: v.object({ preset: v.literal('instant') }),
  data: v.object({ images: v.number() }),
  durationSeconds: v.number(),
  totalVariance: v.pipe(v.number(), v.gtValue(0)),
  split: v.object({ heldOut: v.number() }),
  heldOut: v.exactOptional(v.object({ sse: v.number() })),
});

/** Of a model that was fitted in an instant, by PCA, and not trained; null of any other. */
export function instantFacts({ training }: Pick<ModelJson, 'training'>): InstantFacts | null {
  const parsed = v.safeParse(schema, training);
  if (!parsed.success) return null;
  const { data, durationSeconds, totalVariance, split, heldOut } = parsed.output;
  const isKnown = heldOut !== undefined && split.heldOut >= FEWEST_HELD_OUT;
  const keptShare = isKnown ? Math.max(0, 1 - heldOut.sse / totalVariance) : null;
  return { images: data.images, seconds: durationSeconds, keptShare };
}
