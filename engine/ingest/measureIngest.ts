import type { IngestMeasurement } from '../../protocol/benchmark.ts';
import type { ImageFit } from '../../protocol/model.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { Model } from '../models/Model.ts';
import { batchesOf } from '../images/batchesOf.ts';
import { DecodePool } from '../images/DecodePool.ts';
import { encodeImages, imageTarget } from './encodeImages.ts';

export interface MeasureOptions {
  /** 'cover' when absent. */
  fit?: ImageFit;
  background?: string;
  /** T; 64 when absent, null for no tiles. */
  tileSize?: number | null;
}

const ROUNDS = 3;

/**
 * Measures ingest beside its two floors, the three in turn and each after a warm-up on the first images; the medians of
 * several rounds, since whatever runs first pays for a cold cache. Images are best a few thousand, all readable.
 */
export async function measureIngest(
  model: Model,
  images: readonly ImageSource[],
  options: MeasureOptions = {},
): Promise<IngestMeasurement> {
  const rounds: Rates[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(model, images, options));
  const median = (rate: keyof Rates) => rounds.map((each) => each[rate]).sort((a, b) => a - b)[ROUNDS >> 1]!;
  const [decodeOnly, encodeOnly, ingest] = [median('decodeOnly'), median('encodeOnly'), median('ingest')];
  const ratio = ingest / Math.min(decodeOnly, encodeOnly);
  return { imageCount: images.length, decodeOnly, encodeOnly, ingest, ratio };
}

type Rates = Pick<IngestMeasurement, 'decodeOnly' | 'encodeOnly' | 'ingest'>;

async function measureRound(
  model: Model,
  images: readonly ImageSource[],
  options: MeasureOptions,
): Promise<Rates> {
  const { fit = 'cover', background = '#000000', tileSize = 64 } = options;
  const tile = tileSize === null ? {} : { tileSize };
  const target = imageTarget(model, fit, background);
  const batches = [...batchesOf(images, target.width * target.height * target.channels)];

  const pool = new DecodePool({ target, ...tile });
  await pool.decode(images.slice(0, 32));
  const decodeStartMs = performance.now();
  const decoded = await Promise.all(batches.map((batch) => pool.decode(batch)));
  const decodeMs = performance.now() - decodeStartMs;
  pool.dispose();

  const [first] = decoded;
  if (first && first.readable.length > 0) await model.encode(first.pixels, first.readable.length);
  const encodeStartMs = performance.now();
  for (const { pixels, readable } of decoded) {
    if (readable.length > 0) await model.encode(pixels, readable.length);
  }
  const encodeMs = performance.now() - encodeStartMs;
  decoded.length = 0;

  const encode = async (some: readonly ImageSource[]) => {
    const startMs = performance.now();
    let firstMs = 0;
    let rows = 0;
    for await (const batch of encodeImages(model, some, { fit, background, ...tile })) {
      // The threads' start belongs to opening a folder, not to the rate: the floors had theirs beforehand.
      if (rows === 0) firstMs = performance.now() - startMs;
      rows += batch.rows.length;
    }
    return { ms: performance.now() - startMs - firstMs, firstRows: Math.min(16, some.length) };
  };
  const { ms: ingestMs, firstRows } = await encode(images);

  return {
    decodeOnly: (images.length / decodeMs) * 1000,
    encodeOnly: (images.length / encodeMs) * 1000,
    ingest: ((images.length - firstRows) / ingestMs) * 1000,
  };
}
