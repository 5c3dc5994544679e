import * as v from 'valibot';
import type { ModelJson } from './model.ts';

/** What the description of an instant model says of its making. */
export interface InstantFacts {
  /** Images that it was fitted to. */
  images: number;
  /** Of reading them and of fitting. */
  seconds: number;
  /** Share, 0..1, of what the images differ by that it keeps, measured on images held out; null where none were. */
  keptShare: number | null;
}

const schema = v.object({
  options: v.object({ preset: v.literal('instant') }),
  data: v.object({ images: v.number() }),
  durationSeconds: v.number(),
  totalVariance: v.pipe(v.number(), v.gtValue(0)),
  heldOut: v.exactOptional(v.object({ sse: v.number() })),
});

/** Of a model that was fitted in an instant, by PCA, and not trained; null of any other. */
export function instantFacts({ training }: Pick<ModelJson, 'training'>): InstantFacts | null {
  const parsed = v.safeParse(schema, training);
  if (!parsed.success) return null;
  const { data, durationSeconds, totalVariance, heldOut } = parsed.output;
  const keptShare = heldOut ? Math.max(0, 1 - heldOut.sse / totalVariance) : null;
  return { images: data.images, seconds: durationSeconds, keptShare };
}
