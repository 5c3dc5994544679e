import { EngineError } from '../../protocol/EngineError.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { klOfDimensions } from '../latents/klOfDimensions.ts';
import type { Model } from '../models/Model.ts';
import { encodeAll } from './encodeAll.ts';
import type { GatheredLatents, GatherOptions } from './gatherLatents.ts';
import { inputTarget, openInputModel, type ModelInput } from './openInput.ts';

/**
 * The mean KL of each dimension of a VAE over images, in nats: the encoder is opened once more, with its log-variance as output.
 * @param gathered images that the model has encoded
 * @throws EngineError 'bad-request' where there are no images, or the model says no log-variance
 */
export async function posteriorKl(
  model: Model,
  input: ModelInput,
  { z, sources }: Pick<GatheredLatents, 'z' | 'sources'>,
  looks: NonNullable<GatherOptions['looks']>,
  context: Pick<JobContext, 'progress' | 'signal'>,
): Promise<Float64Array> {
  const { json, name, latentSize } = model.info;
  const { decoder: _decoder, encoder, ...rest } = json;
  if (!sources) {
    throw new EngineError(
      'bad-request',
      'The KL of a dimension is that of images; give images that the encoder can see (--images).',
    );
  }
  if (encoder?.logvar === undefined) {
    throw new EngineError(
      'bad-request',
      `"${name}" has no KL: only a VAE's encoder says how sure it is of z. Order by change or variance; or, where its graph has a log-variance as an output, name that as encoder.logvar in model.json.`,
    );
  }
  const variances = await openInputModel({
    ...input,
    size: undefined,
    json: { ...rest, encoder: { ...encoder, output: encoder.logvar } },
  });
  try {
    const found = { images: sources, unreadable: [] };
    const logvar = await encodeAll(variances, found, inputTarget(variances, looks), context);
    if (logvar.z.length === z.length) return klOfDimensions(z, logvar.z, latentSize);
  } finally {
    await variances.dispose();
  }
  throw new EngineError(
    'bad-images',
    `The encoder of "${name}" gave no finite log-variance for some images.`,
  );
}
