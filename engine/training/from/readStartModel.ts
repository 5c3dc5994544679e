import { createHash } from 'node:crypto';
import path from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { ImageFit, ModelJson } from '../../../protocol/model.ts';
import { LOSSES, type LossName, type TrainingOptions } from '../../../protocol/training.ts';
import { storedFloats } from '../../onnx/storedFloats.ts';
import { findGraphs } from '../../models/findGraphs.ts';
import { tensorDims } from '../../models/graph/tensorValues.ts';
import { readGraph } from '../../models/readGraph.ts';
import { SeenImages, seenImagesSchema } from '../data/SeenImages.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { earlierNetworkSchema, networkSpecSchema } from './networkSpecSchema.ts';

/** A parameter as an exported graph keeps it. */
export interface StoredParameter {
  shape: readonly number[];
  values: Float32Array;
}

/** A model that Hourglass trained, as a training goes on from it. */
export interface StartModel {
  name: string;
  /** SHA-256 of its graphs and of what its description says of its training, hexadecimal. */
  hash: string;
  spec: NetworkSpec;
  /** By the names of TrainingState. */
  parameters: ReadonlyMap<string, StoredParameter>;
  fit: ImageFit | undefined;
  background: string | undefined;
  loss: LossName | undefined;
  /** Of a denoising one. */
  noise: number | undefined;
  /** Of a VAE: how its KL term is weighed, and the nats per dimension that it leaves free. */
  beta: number | undefined;
  freeBits: number | undefined;
  /** Which pictures it was trained on and which were held out; null where an earlier version did not note it. */
  seen: SeenImages | null;
  /** How its images were split, and the fingerprint of all of them: those very images can be split so again. */
  split: { fingerprint: string; seed: number; holdOut: number };
}

const trainingSchema = v.object({
  data: v.object({ fingerprint: v.pipe(v.string(), v.startsWith('sha256:')) }),
  split: v.object({ seed: v.number() }),
  options: v.object({
    holdOut: v.number(),
    loss: v.optional(v.picklist(LOSSES)),
    noise: v.optional(v.number()),
    beta: v.optional(v.number()),
    freeBits: v.optional(v.number()),
  }),
  seen: v.optional(seenImagesSchema),
});

/** The model that a training's options say it goes on from, if they do. @throws as readStartModel */
export const startOf = async ({ from }: TrainingOptions): Promise<StartModel | null> =>
  from === undefined ? null : readStartModel(from);

/**
 * Reads a model folder or a bundled model to train it further.
 * @param given a person's path or name
 * @throws EngineError 'not-found', 'bad-model' where Hourglass did not train it or its files do not say enough
 */
export async function readStartModel(given: string): Promise<StartModel> {
  const found = await findGraphs(given);
  const { json, folder } = found;
  const training = v.safeParse(trainingSchema, json?.training);
  if (!json?.encoder || !json.decoder || !training.success) throw notTrainedHere(json?.name ?? found.name);
  const spec = specOf(json);
  if (!spec) {
    throw new EngineError(
      'bad-model',
      `"${json.name}" cannot be trained further: its model.json does not say what layers it has. Train a new model on the images.`,
    );
  }
  const files = await Promise.all(
    [json.encoder.file, json.decoder.file].map((file) => readGraph(path.join(folder, file), folder)),
  );
  const parameters = new Map<string, StoredParameter>();
  for (const tensor of files.flatMap(({ model }) => model.graph?.initializer ?? [])) {
    const shape = tensorDims(tensor);
    const values = storedFloats(tensor);
    if (!values) continue;
    if (values.length === shape.reduce((size, dim) => size * dim, 1))
      parameters.set(tensor.name, { shape, values });
  }
  const { data, split, options, seen } = training.output;
  const known = [...files.map(({ hash }) => hash), JSON.stringify([spec, seen ?? null])];
  return {
    name: json.name,
    hash: createHash('sha256').update(known.join('\n')).digest('hex'),
    spec,
    parameters,
    fit: json.image.fit,
    background: json.image.background,
    loss: options.loss,
    noise: options.noise,
    beta: options.beta,
    freeBits: options.freeBits,
    seen: seen ? SeenImages.fromJson(seen) : null,
    split: { fingerprint: data.fingerprint, seed: split.seed, holdOut: options.holdOut },
  };
}

function specOf({ training, image, latent }: ModelJson): NetworkSpec | null {
  const known = v.safeParse(networkSpecSchema, training?.['network']);
  const spec = known.success ? known.output : earlierSpec(training);
  // What stands in the description is what the graphs are used by: another network would be another model.
  const isOfModel =
    spec?.width === image.width &&
    spec.height === image.height &&
    spec.channels === image.channels &&
    latent.shape.join() === String(spec.latent);
  return isOfModel ? spec : null;
}

function earlierSpec(training: unknown): NetworkSpec | null {
  const earlier = v.safeParse(earlierNetworkSchema, training);
  if (!earlier.success) return null;
  const { network, options } = earlier.output;
  const { kind, size, channels, latent } = options;
  return { kind, channels, height: size, width: size, latent, ...network };
}

const notTrainedHere = (name: string) =>
  new EngineError(
    'bad-model',
    `"${name}" was not trained by Hourglass, and only such a model can be trained further: its model.json says what its layers are. Train a new model on the images instead.`,
  );
