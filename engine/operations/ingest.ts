/** Brings a collection's store up to date with its images: finds them, and encodes what is new or changed. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import type { ingest } from '../../protocol/operations/ingest.ts';
import { countOfRanges } from '../../protocol/rowRanges.ts';
import { FEWEST_COMPARED, measureLikeness } from '../analysis/measureLikeness.ts';
import { ownMse } from '../analysis/unlikeRemark.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { chooseTileSize } from '../ingest/chooseTileSize.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import { CollectionWriter } from '../store/CollectionWriter.ts';
import { readLikeness, writeLikeness } from '../store/LikenessFile.ts';
import { storePath } from '../store/storeFiles.ts';
import { takeOver } from '../store/version01/takeOver.ts';
import { inputTarget } from './openInput.ts';
import { ModelOnce } from './ModelOnce.ts';
import type { OperationContext, OperationRun } from './Operation.ts';

export type IngestInput = OperationInput<'ingest'>;

/** Something was committed to the store: the store itself, what a search changed of it, or a batch of rows. */
export interface IngestMessage {
  kind: 'opened' | 'rows';
}

type Context = OperationContext<typeof ingest, IngestMessage>;

const DEFAULT_BACKGROUND = '#000000';

/** How long the writer of an engine that was killed may take to be gone. */
const WRITER_GONE_MS = 10_000;

export const run: OperationRun<typeof ingest, IngestMessage> = async (input, context) => {
  const startedMs = performance.now();
  await context.progress({ detail: 'looking for images' });
  const found = await findImages(input.images, { signal: context.signal });
  if (input.target.version01) await takeOverVersion01(input, input.target.version01, context);
  const isNew = !existsSync(storePath(input.target.folder, 'database'));
  if (isNew && found.images.length === 0) throw nothingReadable(input.images, found.unreadable);
  const writer = await openWriter(input, found.images.length, isNew);
  const model = new ModelOnce(input);
  let isEmpty = false;
  try {
    const plan = writer.syncPlan(found);
    writer.applySync(plan);
    const missing = [...plan.changed.map(({ source }) => source), ...plan.added];
    writer.update({
      paths: input.images,
      total: found.images.length,
      ...(missing.length > 0 && { state: 'encoding' }),
    });
    await context.post({ kind: 'opened' });
    const unreadable = [...found.unreadable];
    const count =
      missing.length === 0 ? 0 : await encodeInto(writer, missing, model, input, unreadable, context);
    const { rows, gone } = writer.info;
    isEmpty = rows - gone === 0;
    if (isEmpty) throw nothingReadable(input.images, unreadable);
    writer.update({ state: 'ready' });
    await keepLikeness(found.images, count > 0 || plan.gone.length > 0, model, input, context);
    return {
      count,
      gone: countOfRanges(plan.gone),
      moved: plan.moved.length,
      unreadableCount: unreadable.length,
      seconds: (performance.now() - startedMs) / 1000,
    };
  } catch (error) {
    if (context.signal.aborted) writer.update({ state: 'cancelled' });
    throw error;
  } finally {
    await writer.close();
    await model.dispose();
    // Nothing could be read of what was opened for the first time: there is no collection.
    if (isNew && isEmpty) rmSync(input.target.folder, { recursive: true, force: true });
  }
};

/** Rows that version 0.1 encoded need no encoding. What cannot be read of them is said, and the images are encoded. */
async function takeOverVersion01(
  { target, background }: IngestInput,
  oldFolder: string,
  { progress, note }: Context,
): Promise<void> {
  const { folder, modelKey, samplesOf, latentNames } = target;
  await progress({ detail: 'taking over what version 0.1 stored' });
  try {
    const start = { modelKey, samplesOf, latentNames, background: background ?? DEFAULT_BACKGROUND };
    await takeOver(oldFolder, folder, start);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await note(error.message);
  }
}

async function openWriter(
  { target, images, fit, background }: IngestInput,
  imageCount: number,
  isNew: boolean,
): Promise<CollectionWriter> {
  const { folder, name, modelKey, latentSize, latentNames, samplesOf } = target;
  const deadlineMs = performance.now() + WRITER_GONE_MS;
  for (;;) {
    try {
      if (!isNew) return await CollectionWriter.open(folder);
      return await CollectionWriter.create(folder, {
        ...{ name, modelKey, latentSize, latentNames, samplesOf },
        paths: images,
        tileSize: chooseTileSize(imageCount),
        fit: fit ?? 'cover',
        background: background ?? DEFAULT_BACKGROUND,
      });
    } catch (error) {
      const isHeld = error instanceof EngineError && error.code === 'in-use';
      if (!isHeld || performance.now() > deadlineMs) throw error;
      await setTimeout(50);
    }
  }
}

/**
 * @param unreadable takes what cannot be read
 * @returns images encoded
 */
async function encodeInto(
  writer: CollectionWriter,
  images: readonly ImageSource[],
  modelOnce: ModelOnce,
  input: IngestInput,
  unreadable: UnreadableFile[],
  { progress, post, signal }: Context,
): Promise<number> {
  const total = images.length;
  const tell = (done: number) =>
    progress({ done, total, detail: progressWords(done, total, unreadable.length) });
  await tell(0);
  const model = await modelOnce.open();
  const sources = new Map(images.map((source) => [rowPath(source), source]));
  const { fit, background } = inputTarget(model, input);
  const { tileSize } = writer.info;
  let count = 0;
  // A batch's word may be on its way while the next is encoded; a second waits for the first to have left.
  let posted: Promise<unknown> = Promise.resolve();
  for await (const batch of encodeImages(model, images, { fit, background, tileSize, signal })) {
    writer.appendBatch({
      sources: batch.rows.map(({ source }) => source),
      latents: batch.latents,
      ...(batch.tiles && { tiles: batch.tiles }),
      unreadable: batch.unreadable.flatMap(({ path, reason }) => {
        const source = sources.get(path);
        return source ? [{ source, reason }] : [];
      }),
    });
    count += batch.rows.length;
    unreadable.push(...batch.unreadable);
    await posted;
    posted = Promise.all([post({ kind: 'rows' }), tell(batch.done)]);
    posted.catch(() => {});
  }
  await posted;
  return count;
}

/**
 * Measures how the model draws a sample of the collection, again once images were encoded or are gone, and keeps that in the
 * store. It is a remark only: what keeps it from being measured fails nothing, and the next opening tries again.
 */
async function keepLikeness(
  images: readonly ImageSource[],
  haveChanged: boolean,
  modelOnce: ModelOnce,
  input: IngestInput,
  { progress, signal }: Context,
): Promise<void> {
  const { folder, drawnBy } = input.target;
  if (drawnBy === null || images.length < FEWEST_COMPARED) return;
  try {
    const kept = await readLikeness(folder, drawnBy);
    if (kept && !haveChanged) return;
    await progress({ detail: 'comparing with what the model learned from' });
    const model = await modelOnce.open();
    const likeness = await measureLikeness(model, images, { target: inputTarget(model, input), signal });
    const own = ownMse(model.info.json);
    await writeLikeness(folder, { drawnBy, likeness, ownMse: own, isDismissed: kept?.isDismissed ?? false });
  } catch {
    // Said above.
  }
}

function progressWords(done: number, total: number, unreadable: number): string {
  const words = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} images`;
  return unreadable === 0 ? words : `${words}, ${unreadable.toLocaleString('en')} could not be read`;
}
