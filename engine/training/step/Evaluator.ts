import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { EngineError } from '../../../protocol/EngineError.ts';
import { createSession } from '../../inference/createSession.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { evaluationGraph } from './evaluationGraph.ts';
import { floats } from './feeds.ts';
import { imageSize } from './network.ts';
import type { LossOptions } from './stepGraph.ts';
import type { StepOptions } from './StepRunner.ts';
import type { TrainingState } from './TrainingState.ts';

/** The weights of a state, with what they are called. */
type Weights = Pick<TrainingState, 'names' | 'shapes' | 'weights'>;

/** Images per run: enough to fill the cores, few enough to keep the activations in bounds. */
const CHUNK = 128;

/** The forward pass over images with any weights, on the CPU, in chunks. */
export class Evaluator {
  readonly #spec: NetworkSpec;
  readonly #session: InferenceSession;

  private constructor(spec: NetworkSpec, session: InferenceSession) {
    this.#spec = spec;
    this.#session = session;
  }

  static async create(
    spec: NetworkSpec,
    options: LossOptions & Pick<StepOptions, 'threads'>,
    state: Pick<TrainingState, 'names' | 'shapes'>,
  ): Promise<Evaluator> {
    const graph = evaluationGraph(spec, options, state);
    return new Evaluator(spec, await createSession(graph, { provider: 'cpu', threads: options.threads }));
  }

  /** As StepRunner.evaluate. */
  async evaluate(state: Weights, images: Uint8Array, count: number): Promise<{ loss: number; sse: number }> {
    let loss = 0;
    let sse = 0;
    await this.#forChunks(state, images, count, ['loss', 'sse'], (outputs, _start, size) => {
      loss += (floats(outputs, 'loss')[0] ?? NaN) * size;
      sse += (floats(outputs, 'sse')[0] ?? NaN) * size;
    });
    return { loss: loss / count, sse: sse / count };
  }

  /** As StepRunner.reconstruct. */
  async reconstruct(
    state: Weights,
    images: Uint8Array,
    count: number,
  ): Promise<{ xHat: Uint8Array; z: Float32Array }> {
    const xHat = new Uint8Array(count * imageSize(this.#spec));
    const z = new Float32Array(count * this.#spec.latent);
    await this.#forChunks(state, images, count, ['xHat', 'z'], (outputs, start) => {
      const pixels = outputs['xHat']?.data;
      if (!(pixels instanceof Uint8Array)) throw new Error('Evaluation: no uint8 output "xHat".');
      xHat.set(pixels, start * imageSize(this.#spec));
      z.set(floats(outputs, 'z'), start * this.#spec.latent);
    });
    return { xHat, z };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #forChunks(
    state: Weights,
    images: Uint8Array,
    count: number,
    fetches: string[],
    take: (outputs: Readonly<Record<string, Tensor>>, start: number, size: number) => void,
  ): Promise<void> {
    const { height, width, channels } = this.#spec;
    const bytes = imageSize(this.#spec);
    if (count < 1 || images.length !== count * bytes) {
      throw new EngineError(
        'bad-request',
        `Evaluation: expected ${count} images of ${height}×${width}×${channels} (${count * bytes} bytes), got ${images.length} bytes.`,
      );
    }
    const weights = Object.fromEntries(
      state.names.map((name, index) => [
        name,
        new Tensor('float32', state.weights[index]!, state.shapes[index]!),
      ]),
    );
    for (let start = 0; start < count; start += CHUNK) {
      const size = Math.min(CHUNK, count - start);
      const chunk = images.subarray(start * bytes, (start + size) * bytes);
      const feeds = { ...weights, images: new Tensor('uint8', chunk, [size, height, width, channels]) };
      take(await this.#session.run(feeds, fetches), start, size);
    }
  }
}
