import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { floats } from '../step/feeds.ts';
import { encoderNetwork, imageSize, type ParameterSource } from '../step/network.ts';
import { scalePixels } from '../step/stepGraph.ts';
import type { TrainingState } from '../step/TrainingState.ts';

/** z of images with any weights: the encoder alone, the weights its inputs, so that one session serves every state. */
export class LiveEncoder {
  readonly #spec: NetworkSpec;
  readonly #session: InferenceSession;

  private constructor(spec: NetworkSpec, session: InferenceSession) {
    this.#spec = spec;
    this.#session = session;
  }

  static async create(spec: NetworkSpec, state: TrainingState): Promise<LiveEncoder> {
    const graph = new GraphBuilder();
    const pixelShape = [spec.height, spec.width, spec.channels];
    const pixels = graph.input('images', 'uint8', [1, ...pixelShape], ['N', ...pixelShape]);
    const known = new Map<string, ReturnType<ParameterSource>>();
    const parameter: ParameterSource = (name) => {
      const shape = state.shapes[state.names.indexOf(name)]!;
      const input = known.get(name) ?? graph.input(name, 'float32', shape);
      known.set(name, input);
      return input;
    };
    const { z } = encoderNetwork(spec, scalePixels(pixels), parameter);
    graph.output(z, 'z', ['N', spec.latent]);
    const bytes = writeOnnx(makeModel(graph.toGraph('encoder')));
    return new LiveEncoder(spec, await createSession(bytes, { provider: 'cpu' }));
  }

  /**
   * @param images [n,H,W,C] uint8
   * @returns z [n,D] float32 (mu for a VAE)
   */
  async encode(
    state: Pick<TrainingState, 'names' | 'shapes' | 'weights'>,
    images: Uint8Array,
    n: number,
  ): Promise<Float32Array> {
    const { height, width, channels } = this.#spec;
    if (images.length !== n * imageSize(this.#spec)) {
      throw new Error(
        `Live encoder: expected ${n} images of ${imageSize(this.#spec)} bytes, got ${images.length}.`,
      );
    }
    const feeds: Record<string, Tensor> = {
      images: new Tensor('uint8', images, [n, height, width, channels]),
    };
    for (const name of this.#session.inputNames) {
      const at = state.names.indexOf(name);
      if (at >= 0) feeds[name] = new Tensor('float32', state.weights[at]!, state.shapes[at]!);
    }
    return floats(await this.#session.run(feeds, ['z']), 'z');
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
