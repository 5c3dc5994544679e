import type { UnreadableFile } from '../../protocol/collection.ts';
import type { StatisticsColumn } from '../../protocol/operations/statistics.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { readImages, type ReadBatch, type ReadOptions } from '../images/readImages.ts';
import type { Model } from '../models/Model.ts';
import { imageStatistics } from './imageStatistics.ts';
import { canReconstruct, reconstructImages, reconstructionOf } from './reconstructImages.ts';

/** Values by column, one for each of n images. */
export type StatisticsValues = Partial<Record<StatisticsColumn, Float64Array<ArrayBuffer>>>;

export interface StatisticsBatch<Source extends ImageSource> {
  /** n of them */
  sources: Source[];
  values: StatisticsValues;
  unreadable: UnreadableFile[];
  /** Images dealt with so far, readable or not. */
  done: number;
}

/**
 * Measures images as the model's encoder takes them, and where it reconstructs, how well they come back.
 * @throws EngineError 'cancelled'
 */
export async function* measureStatistics<Source extends ImageSource>(
  model: Model,
  images: Iterable<Source>,
  options: ReadOptions,
): AsyncGenerator<StatisticsBatch<Source>> {
  const { width, height, channels } = options.target;
  const imageBytes = width * height * channels;
  const batches: AsyncIterable<ReadBatch<Source> & { rgba?: Uint8Array }> = canReconstruct(model)
    ? reconstructImages(model, images, options)
    : readImages(images, options);
  for await (const { sources, pixels, rgba, unreadable, done } of batches) {
    const of = (measure: (at: number) => number) =>
      Float64Array.from({ length: sources.length }, (_, at) => measure(at));
    const looks = sources.map((_, at) =>
      imageStatistics(pixels.subarray(at * imageBytes, (at + 1) * imageBytes), width, height, channels),
    );
    const values: StatisticsValues = {
      brightness: of((at) => looks[at]!.brightness),
      contrast: of((at) => looks[at]!.contrast),
      sharpness: of((at) => looks[at]!.sharpness),
      colourfulness: of((at) => looks[at]!.colourfulness),
    };
    if (rgba) {
      const compared = sources.map((_, at) => reconstructionOf({ pixels, rgba }, at, options.target).quality);
      values.mse = of((at) => compared[at]!.mse);
      values.ssim = of((at) => compared[at]!.ssim);
    }
    yield { sources, values, unreadable, done };
  }
}
