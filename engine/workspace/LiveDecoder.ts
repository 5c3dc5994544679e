import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../inference/createSession.ts';
import type { LiveUpdate } from '../training/live/LiveUpdate.ts';

/** The decoder of a model that is in training. */
export class LiveDecoder {
  readonly #session: InferenceSession;
  readonly #size: Pick<LiveUpdate, 'width' | 'height' | 'channels'>;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(session: InferenceSession, size: Pick<LiveUpdate, 'width' | 'height' | 'channels'>) {
    this.#session = session;
    this.#size = size;
  }

  static async create(update: LiveUpdate): Promise<LiveDecoder> {
    // One thread: the training has the others.
    return new LiveDecoder(await createSession(update.decoder, { provider: 'cpu', threads: 1 }), update);
  }

  /** @param z [D] float32 */
  async decode(
    z: Float32Array,
  ): Promise<{ width: number; height: number; rgba: Uint8Array; decodeMs: number }> {
    const run = this.#running.then(async () => {
      const startedAtMs = performance.now();
      const { x_hat: image } = await this.#session.run({ z: new Tensor('float32', z, [1, z.length]) });
      const rgba = this.#toRgba(image?.data as Float32Array);
      return { rgba, decodeMs: performance.now() - startedAtMs };
    });
    this.#running = run.catch(() => {});
    const { width, height } = this.#size;
    return { width, height, ...(await run) };
  }

  /** Once what it decodes is done. */
  dispose(): void {
    void this.#running.then(() => this.#session.release()).catch(() => {});
  }

  /** [1,C,H,W] float32 in 0..1 to [H,W,4] uint8. */
  #toRgba(planes: Float32Array): Uint8Array {
    const { width, height, channels } = this.#size;
    const pixelCount = width * height;
    const rgba = new Uint8ClampedArray(pixelCount * 4);
    for (let pixel = 0, at = 0; pixel < pixelCount; pixel++, at += 4) {
      for (let c = 0; c < 3; c++) rgba[at + c] = 255 * planes[(channels === 3 ? c : 0) * pixelCount + pixel]!;
      rgba[at + 3] = 255;
    }
    return new Uint8Array(rgba.buffer);
  }
}
