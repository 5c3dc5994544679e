/** Encodes a folder of images, in a process of its own. */
import type { UnreadableFile } from '../../protocol/collection.ts';
import type { ImageFit, ModelInfo, ModelJson } from '../../protocol/model.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { findImages, type ImageSource } from '../images/findImages.ts';
import type { JobContext, JobMain } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { openModel } from '../models/openModel.ts';
import { chooseTileSize } from './chooseTileSize.ts';
import { encodeImages, type EncodedBatch } from './encodeImages.ts';

/** An image that has its row already: the same file, unchanged. */
export type KnownImage = Pick<ImageSource, 'path' | 'row' | 'sizeBytes' | 'modifiedMs'>;

export interface IngestInput {
  /** Model folder, .onnx file or a bundled model's name. */
  modelPath: string;
  json?: ModelJson;
  provider?: ProviderChoice;
  cacheFolder?: string;
  /** Folders and files. */
  paths: string[];
  fit: ImageFit;
  background: string;
  /** T of the collection to add to; chosen by the number of images when null or absent. */
  tileSize?: number | null;
  /** Images to pass over, since the collection has them. */
  known?: readonly KnownImage[];
}

export type IngestMessage =
  | {
      kind: 'found';
      /** Images to be encoded, known ones left out. */
      total: number;
      tileSize: number;
      model: ModelInfo;
      /** What was seen to be no image without decoding it. */
      unreadable: UnreadableFile[];
    }
  | ({
      kind: 'rows';
      /** Images dealt with so far, readable or not, of `total`. */
      done: number;
    } & EncodedBatch);

export interface IngestResult {
  /** Rows sent. */
  count: number;
  unreadableCount: number;
  seconds: number;
}

const ingest: JobMain<IngestInput, IngestMessage, IngestResult> = async (input, context) => {
  const startedMs = performance.now();
  const { signal } = context;
  const found = await findImages(input.paths, { signal });
  const known = new Set((input.known ?? []).map(imageKey));
  const images = found.images.filter((image) => !known.has(imageKey(image)));
  const model = await openModel(input.modelPath, {
    ...(input.json && { json: input.json }),
    ...(input.provider && { provider: input.provider }),
    ...(input.cacheFolder !== undefined && { cacheFolder: input.cacheFolder }),
  });
  try {
    const tileSize = input.tileSize ?? chooseTileSize(images.length);
    const { unreadable } = found;
    await context.post({ kind: 'found', total: images.length, tileSize, model: model.info, unreadable });
    const sent = await sendRows(model, images, input, tileSize, context);
    return {
      count: sent.count,
      unreadableCount: sent.unreadableCount + unreadable.length,
      seconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    await model.dispose();
  }
};

export default ingest;

async function sendRows(
  model: Model,
  images: readonly ImageSource[],
  { fit, background }: IngestInput,
  tileSize: number,
  { post, signal }: JobContext<IngestMessage>,
): Promise<{ count: number; unreadableCount: number }> {
  if (images.length === 0) return { count: 0, unreadableCount: 0 };
  let count = 0;
  let unreadableCount = 0;
  // One batch may be on its way while the next is encoded; a second waits for the first to have left.
  let posted: Promise<void> = Promise.resolve();
  for await (const batch of encodeImages(model, images, { fit, background, tileSize, signal })) {
    count += batch.rows.length;
    unreadableCount += batch.unreadable.length;
    await posted;
    posted = post({ kind: 'rows', done: count + unreadableCount, ...batch });
    posted.catch(() => {});
  }
  await posted;
  if (count === 0) {
    throw new EngineError(
      'bad-images',
      `None of the ${images.length} images could be read; the list says why.`,
    );
  }
  return { count, unreadableCount };
}

const imageKey = ({ path, row, sizeBytes, modifiedMs }: KnownImage) =>
  `${path}\0${row ?? ''}\0${sizeBytes}\0${modifiedMs}`;
