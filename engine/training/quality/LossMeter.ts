import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { reconstructionLoss } from '../losses/reconstructionLoss.ts';
import { reshape } from '../operators/reshape.ts';
import type { Dataset } from '../data/loadDataset.ts';
import type { SharpeningLoss } from '../judgeOf.ts';

type ImageSizes = Pick<Dataset, 'width' | 'height' | 'channels'>;

/** A loss of images that came out of a decoder, as the training has it. */
export class LossMeter {
  readonly #session: InferenceSession;
  readonly #image: ImageSizes;

  private constructor(session: InferenceSession, image: ImageSizes) {
    this.#session = session;
    this.#image = image;
  }

  static async open(loss: SharpeningLoss, image: ImageSizes): Promise<LossMeter> {
    const graph = new GraphBuilder();
    const { channels, height, width } = image;
    const [x, xHat] = ['x', 'xHat'].map((name) =>
      graph.input(name, 'float32', [1, channels, height, width], ['N', channels, height, width]),
    );
    graph.output(reshape(reconstructionLoss(loss, { output: 'clip' }, xHat!, x!), [1]), 'loss');
    const bytes = writeOnnx(makeModel(graph.toGraph('loss')));
    return new LossMeter(await createSession(bytes, { provider: 'cpu' }), image);
  }

  /**
   * The mean over the images.
   * @param x [n,C,H,W] float32 in 0..1
   * @param xHat [n,C,H,W] float32
   */
  async measure(x: Float32Array, xHat: Float32Array): Promise<number> {
    const { channels, height, width } = this.#image;
    const shape = [x.length / (channels * height * width), channels, height, width];
    const feeds = { x: new Tensor('float32', x, shape), xHat: new Tensor('float32', xHat, shape) };
    return Number((await this.#session.run(feeds))['loss']?.data[0]);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
