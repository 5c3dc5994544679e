import type { EncodedImage } from '../../protocol/codecs/drawingFrame.ts';
import type { FitStep } from '../../protocol/codecs/fitFrames.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { imageLooks, type ChosenLooks } from '../../protocol/imageLooks.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { compareReconstruction } from '../analysis/compareReconstruction.ts';
import { withAlpha } from '../analysis/rgba.ts';
import { fitImage } from '../images/fitImage.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { toModelPixels } from '../images/modelPixels.ts';
import type { RawImage } from '../images/RawImage.ts';
import { readImage } from '../images/readImage.ts';
import { fitLatent, MOST_FIT_STEPS } from '../latents/fitLatent.ts';
import { imageDecoder } from '../latents/ImageDecoder.ts';
import { priorDeviation, priorDraw } from '../latents/prior.ts';
import { Random } from '../random/Random.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { ModelSlot } from './ModelSlot.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** An image to fit z to: one from the page, or a row of the open collection. */
export type FittedImage = { image: RawImage } | { row: number };

/** Where a fit begins without an encoder: at the best of as many draws from the prior, and of as many rows. */
const STARTS = 64;

/** Images that a person makes: drawn, pasted, taken. z of them, by the encoder or by descent through the decoder. */
export class DrawnImages {
  readonly #slot: ModelSlot;
  readonly #looks: () => ChosenLooks;

  /** @param looks what the person chose of how images are made to fit */
  constructor(slot: ModelSlot, looks: () => ChosenLooks) {
    this.#slot = slot;
    this.#looks = looks;
  }

  /** z of an image and what is drawn there. @throws EngineError 'no-model', 'no-encoder', 'no-decoder', 'provider-failed' */
  async encode(image: RawImage): Promise<EncodedImage> {
    this.#slot.requireEncoder();
    const info = this.#withDecoder();
    const pixels = await this.#modelPixels(image, info);
    const z = await this.#slot.encode(pixels);
    const { rgba } = await this.#slot.decode(z);
    const { width, height, channels } = info.json.image;
    return { z: Float32Array.from(z), ...compareReconstruction(pixels, rgba, width, height, channels) };
  }

  /**
   * The z whose drawing is nearest to an image: from the encoder's on where there is one.
   * @param onStep told of the start and of each step
   * @throws EngineError 'no-model', 'no-decoder', 'bad-request', 'bad-images', 'cancelled'
   */
  async fit(
    open: OpenCollection,
    asked: FittedImage,
    signal: AbortSignal,
    onStep: (step: FitStep<EncodedImage>) => void,
  ): Promise<void> {
    const info = this.#withDecoder();
    if (info.latentSize !== open.store.latentSize) {
      throw new EngineError(
        'bad-request',
        `Decoder "${info.name}": expected z [${info.latentSize}], the collection has [${open.store.latentSize}].`,
      );
    }
    const pixels =
      'row' in asked
        ? await this.#pixelsOfRow(open, asked.row, info)
        : await this.#modelPixels(asked.image, info);
    const starts = info.hasEncoder ? await this.#slot.encode(pixels) : await this.#starts(open, info);
    const { std } = await open.histograms();
    const unknown = priorDeviation(info.json.latent.prior);
    const decoder = imageDecoder({ info, decode: (z, count) => this.#slot.decodeMany(z, count) });
    const { width, height, channels } = info.json.image;
    await fitLatent(decoder, pixels, starts, {
      deviations: Array.from(std, (sigma) => (sigma > 0 ? sigma : unknown)),
      beforeBatch: () => {
        if (signal.aborted) throw new EngineError('cancelled', 'Nobody waits for it any more.');
      },
      onStep: (step, { z, image }) =>
        onStep({
          step,
          mostSteps: MOST_FIT_STEPS,
          fit: {
            z: Float32Array.from(z),
            ...compareReconstruction(pixels, withAlpha(image, channels), width, height, channels),
          },
        }),
    });
  }

  #withDecoder(): ModelInfo {
    const info = this.#slot.required;
    if (info.hasDecoder) return info;
    throw new EngineError('no-decoder', `"${info.name}" has no decoder, so no point can be drawn.`);
  }

  #target(info: ModelInfo): ImageTarget {
    const { width, height, channels } = info.json.image;
    return { width, height, channels, ...imageLooks(info.json, this.#looks()) };
  }

  /** As an image from a file is brought to the model's size and channels. */
  async #modelPixels(image: RawImage, info: ModelInfo): Promise<Uint8Array> {
    const target = this.#target(info);
    const { width, height } = image;
    const fitted = await fitImage(
      { kind: 'own', width, height, memoryBytes: 0, decode: () => image },
      target,
    );
    return toModelPixels(fitted, target);
  }

  async #pixelsOfRow(open: OpenCollection, row: number, info: ModelInfo): Promise<Uint8Array> {
    const source = open.source(row);
    if (source.path === '') {
      throw new EngineError(
        'bad-request',
        'This point was drawn from the prior, so there is no image to fit z to. Draw or paste one.',
      );
    }
    return (await readImage(source, this.#target(info))).pixels;
  }

  /** [N,D] */
  async #starts(open: OpenCollection, info: ModelInfo): Promise<Float32Array> {
    const { latentSize } = info;
    const rows = spreadEvenly(
      Array.from({ length: open.count }, (_, row) => row),
      STARTS,
    );
    const starts = new Float32Array((STARTS + rows.length) * latentSize);
    const draw = priorDraw(info.json.latent.prior, new Random(1, 'starts of a fit'));
    for (let at = 0; at < STARTS * latentSize; at++) starts[at] = draw();
    for (const [i, row] of rows.entries()) {
      starts.set(await open.store.latents(row, row + 1), (STARTS + i) * latentSize);
    }
    return starts;
  }
}
