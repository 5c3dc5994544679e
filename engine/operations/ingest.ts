/** Encodes images into the rows of a collection. */
import { basename } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { OPENABLE_WORDS } from '../../protocol/imageFormats.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { ingest, KnownImage } from '../../protocol/operations/ingest.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { chooseTileSize } from '../ingest/chooseTileSize.ts';
import { encodeImages, type EncodedBatch } from '../ingest/encodeImages.ts';
import type { Model } from '../models/Model.ts';
import { inputTarget, openInputModel } from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';

export type IngestInput = OperationInput<'ingest'>;

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
  | ({ kind: 'rows' } & EncodedBatch);

export const run: OperationRun<typeof ingest, IngestMessage> = async (input, context) => {
  const startedMs = performance.now();
  const found = await findImages(input.images, { signal: context.signal });
  const known = new Set(input.known.map(imageKey));
  const images = found.images.filter((image) => !known.has(imageKey(image)));
  const model = await openInputModel(input);
  try {
    const tileSize = input.tileSize ?? chooseTileSize(images.length);
    const unreadable = [...found.unreadable];
    await context.post({
      kind: 'found',
      total: images.length,
      tileSize,
      model: model.info,
      unreadable: found.unreadable,
    });
    const count = await sendRows(model, images, input, tileSize, unreadable, context);
    if (count === 0) throw nothingReadable(input, unreadable);
    return {
      count,
      unreadableCount: unreadable.length,
      seconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    await model.dispose();
  }
};

/**
 * @param unreadable takes what cannot be read
 * @returns rows sent
 */
async function sendRows(
  model: Model,
  images: readonly ImageSource[],
  input: IngestInput,
  tileSize: number,
  unreadable: UnreadableFile[],
  { progress, post, signal }: OperationContext<typeof ingest, IngestMessage>,
): Promise<number> {
  const total = images.length;
  const tell = (done: number) =>
    progress({ done, total, detail: progressWords(done, total, unreadable.length) });
  let count = 0;
  await tell(0);
  // One batch may be on its way while the next is encoded; a second waits for the first to have left.
  let posted: Promise<unknown> = Promise.resolve();
  const { fit, background } = inputTarget(model, input);
  for await (const batch of encodeImages(model, images, { fit, background, tileSize, signal })) {
    count += batch.rows.length;
    unreadable.push(...batch.unreadable);
    await posted;
    posted = Promise.all([post({ kind: 'rows', ...batch }), tell(batch.done)]);
    posted.catch(() => {});
  }
  await posted;
  return count;
}

function progressWords(done: number, total: number, unreadable: number): string {
  const words = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} images`;
  return unreadable === 0 ? words : `${words}, ${unreadable.toLocaleString('en')} could not be read`;
}

function nothingReadable({ images, known }: IngestInput, unreadable: readonly UnreadableFile[]): EngineError {
  const where = images.length === 1 ? `"${images[0]}"` : `the ${images.length} given paths`;
  const choose = `Choose a folder of ${OPENABLE_WORDS}`;
  let message = `There are no images in ${where}. ${choose}.`;
  const [first, second] = unreadable;
  if (first && second) {
    const example = `${basename(first.path)}: ${first.reason}`;
    message = `None of the ${unreadable.length} files in ${where} could be read as an image (${example}). ${choose}.`;
  } else if (first) {
    message = `"${basename(first.path)}" could not be read as an image: ${first.reason}. ${choose}.`;
  } else if (known.length > 0) {
    message = `There are no new images in ${where}: what is there is in the collection already.`;
  }
  return new EngineError('bad-images', message, { unreadable: unreadable.slice(0, 100) });
}

const imageKey = ({ path, row, sizeBytes, modifiedMs }: KnownImage) =>
  `${path}\0${row ?? ''}\0${sizeBytes}\0${modifiedMs}`;
