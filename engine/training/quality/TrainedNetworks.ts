import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import type { Dataset } from '../data/loadDataset.ts';

type ImageSizes = Pick<Dataset, 'width' | 'height' | 'channels'>;

const IMAGES_PER_RUN = 64;

/** The two exported graphs of a training in sessions of their own, as whoever opens the model will use them. */
export class TrainedNetworks {
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #image: ImageSizes;

  private constructor(encoder: InferenceSession, decoder: InferenceSession, image: ImageSizes) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#image = image;
  }

  static async open(
    graphs: { encoder: Uint8Array; decoder: Uint8Array },
    image: ImageSizes,
  ): Promise<TrainedNetworks> {
    const encoder = await createSession(graphs.encoder, { provider: 'cpu' });
    return new TrainedNetworks(encoder, await createSession(graphs.decoder, { provider: 'cpu' }), image);
  }

  /** @param x [n,C,H,W] float32 in 0..1 @returns z [n,D], the posterior mean of a VAE */
  async encode(x: Float32Array): Promise<Float32Array> {
    const { width, height, channels } = this.#image;
    return inRuns(x, width * height * channels, async (part, count) => {
      const feeds = { x: new Tensor('float32', part, [count, channels, height, width]) };
      const name = this.#encoder.outputNames[0]!;
      return (await this.#encoder.run(feeds, [name]))[name]!.data as Float32Array;
    });
  }

  /** @param z [n,D] @param latent D @returns x̂ [n,C,H,W] float32 in 0..1 */
  async decode(z: Float32Array, latent: number): Promise<Float32Array> {
    return inRuns(z, latent, async (part, count) => {
      const result = await this.#decoder.run({ z: new Tensor('float32', part, [count, latent]) });
      return result['x_hat']!.data as Float32Array;
    });
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }
}

async function inRuns(
  values: Float32Array,
  each: number,
  run: (part: Float32Array, count: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const count = values.length / each;
  let all = new Float32Array(0);
  for (let from = 0; from < count; from += IMAGES_PER_RUN) {
    const size = Math.min(IMAGES_PER_RUN, count - from);
    const made = await run(values.subarray(from * each, (from + size) * each), size);
    const width = made.length / size;
    if (from === 0) all = new Float32Array(count * width);
    all.set(made, from * width);
  }
  return all;
}
