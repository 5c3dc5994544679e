import * as v from 'valibot';
import type { ModelJson } from './model.ts';

const schema = v.object({
  data: v.object({ fingerprint: v.pipe(v.string(), v.startsWith('sha256:')) }),
  network: v.object({ encoder: v.array(v.unknown()), decoder: v.array(v.unknown()) }),
});

/** Whether a model's description is of a training by Hourglass that says its layers, so that it can be trained further. */
export const isTrainedHere = ({ training, encoder, decoder }: ModelJson): boolean =>
  encoder !== undefined && decoder !== undefined && v.is(schema, training);
