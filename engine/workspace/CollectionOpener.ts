import { sep } from 'node:path';
import type { EngineState } from '../../protocol/calls.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { imageLooks } from '../../protocol/imageLooks.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import type { ModelInfo, ModelJson } from '../../protocol/model.ts';
import { startJob } from '../jobs/startJob.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import type { IngestInput } from '../operations/ingest.ts';
import type { Model } from '../models/Model.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import type { CollectionShelf } from './CollectionShelf.ts';
import { collectionIdentity, decoderKey, modelKey } from './collectionKeys.ts';
import type { ImageSet, NamedPaths } from './ImageSet.ts';
import { IngestRun } from './IngestRun.ts';
import type { JobList } from './JobList.ts';
import { OpenCollection } from './OpenCollection.ts';
import type { ProjectionFiles } from './ProjectionFiles.ts';
import { drawSamples } from './drawSamples.ts';

export interface CollectionOpenerOptions {
  jobs: JobList;
  shelf: CollectionShelf;
  projections: ProjectionFiles;
  settings(): EngineState['settings'];
  /** Whether a model was fitted to these very images, so that they cannot be unlike those it learned from. */
  isFittedTo(modelPath: string, images: NamedPaths): boolean;
  /** No more rows come: with null when all are there, else with why not. */
  onEnd(collection: OpenCollection, error: EngineError | null): void;
}

/** The model that images are seen through, with a person's correction of its description. */
export interface EncodingModel {
  info: ModelInfo;
  json: ModelJson | undefined;
}

export interface OpenedCollection {
  open: OpenCollection;
  /** What brings it up to date with its images; null for draws from a prior. */
  run: IngestRun | null;
}

/** Opens collections of images and a model: at once where there is a store, which is then brought up to date. */
export class CollectionOpener {
  readonly #options: CollectionOpenerOptions;
  /** What an opening waits for: the ingest of its first rows, or a look at the sizes of its images. */
  #waitedFor: Pick<IngestRun, 'cancel'> | null = null;

  constructor(options: CollectionOpenerOptions) {
    this.#options = options;
  }

  /** Ends the opening that waits, if one does: a newer one takes its place. */
  giveUp(): void {
    this.#waitedFor?.cancel();
  }

  /** Resolves once there are rows to show. Rejects with 'bad-images', 'cancelled', or the job's own failure. */
  async open(model: EncodingModel, images: ImageSet): Promise<OpenedCollection> {
    const { shelf, settings } = this.#options;
    const identity = collectionIdentity(images.paths, model.info, settings());
    const { id, store } = await shelf.find(identity);
    const stored = store && (await this.#opened(id, store, model.info, images.samplesOf));
    const version01 = stored ? null : await shelf.version01Of(identity.key);
    const run = this.#ingest(id, model, images, stored, version01);
    if (stored && stored.shownCount > 0) return { open: stored, run };
    return { open: await this.#firstRows(run), run };
  }

  /**
   * The sizes of a sample of the images in the first of these sets that has any that can be read, by a job: the search for
   * them may take long.
   * @throws EngineError 'cancelled', or the job's own failure
   */
  async sampleSizes(sets: readonly ImageSet[]): Promise<ImageSize[]> {
    for (const { paths } of sets) {
      const job = startJob('sampleSizes', { paths }, {});
      this.#waitedFor = job;
      try {
        const sizes = await job.done;
        if (sizes.length > 0) return sizes;
      } catch (error) {
        // Whoever opens them is told.
        if (!(error instanceof EngineError) || error.code !== 'not-found') throw error;
      } finally {
        if (this.#waitedFor === job) this.#waitedFor = null;
      }
    }
    return [];
  }

  /**
   * Opens the first of these sets of images that can be opened; the others are no reason not to open a model.
   * @param onFailure is told why a set cannot be, where that is the images' fault; another failure rejects
   * @returns null where none can
   */
  async openFirst(
    model: EncodingModel,
    sets: readonly ImageSet[],
    onFailure: (error: EngineError, images: ImageSet) => void,
  ): Promise<(OpenedCollection & { images: ImageSet }) | null> {
    for (const images of sets) {
      try {
        return { ...(await this.open(model, images)), images };
      } catch (thrown) {
        const error = EngineError.fromData(EngineError.toData(thrown));
        if (error.code !== 'bad-images' && error.code !== 'not-found') throw error;
        onFailure(error, images);
      }
    }
    return null;
  }

  /** Resolves when no more rows come, or a newer opening takes its place. */
  async untilWhole(run: IngestRun): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waited = { cancel: resolve };
    this.#waitedFor = waited;
    await Promise.race([run.ended, promise]);
    if (this.#waitedFor === waited) this.#waitedFor = null;
  }

  /** Whether these images have rows already, so that they open at once. */
  async isStored(model: EncodingModel, { paths }: ImageSet): Promise<boolean> {
    const { shelf, settings } = this.#options;
    const { store } = await shelf.find(collectionIdentity(paths, model.info, settings()));
    const isStored = store !== null && store.cursor.rows > store.cursor.gone;
    await store?.close();
    return isStored;
  }

  /**
   * Encodes more images into a collection. Resolves once the first of them are in it.
   * @param images all of the collection's, those that are added among them
   * @throws EngineError 'bad-images' when none of them is new
   */
  async add(model: EncodingModel, images: ImageSet, to: OpenCollection): Promise<IngestRun> {
    const { shownCount, info } = to;
    const run = this.#ingest(to.id, model, images, to);
    await this.#firstRows(run);
    if (to.shownCount > shownCount) return run;
    await run.ended;
    const added = images.paths.filter((path) => !info.paths.includes(path));
    const unreadable = to.store
      .unreadable()
      .filter(({ path }) => added.some((folder) => isWithin(path, folder)));
    // It is of what it was of before.
    await this.#ingest(to.id, model, { ...images, paths: info.paths }, to).ended;
    if (unreadable.length > 0) throw nothingReadable(added, unreadable);
    throw new EngineError('bad-images', `The images in "${images.name}" are in the collection already.`);
  }

  /** Draws from the prior of a model without an encoder; null where it cannot draw either. */
  async sample(model: Model): Promise<OpenCollection | null> {
    if (!model.info.hasDecoder) return null;
    const { shelf, settings } = this.#options;
    const { id, store } = await shelf.find(collectionIdentity([], model.info, settings()));
    if (store?.info.state === 'sampled') return this.#opened(id, store, model.info, null);
    await store?.close();
    const folder = shelf.folderOf(id);
    await drawSamples(model, folder, modelKey(model.info), imageLooks(model.info.json, settings()));
    return this.#opened(id, await CollectionStore.open(folder), model.info, null);
  }

  async #opened(
    id: string,
    store: CollectionStore,
    info: ModelInfo,
    samplesOf: string | null,
  ): Promise<OpenCollection> {
    const { projections } = this.#options;
    const open = new OpenCollection(id, store, {
      samplesOf,
      latentNames: info.json.latent.names,
      projection: await projections.load(id, info.latentSize),
      keepProjection: (kept) => projections.save(id, kept),
      viewsFolder: projections.folderOf(id),
      drawnBy: this.#drawnBy(info, store.info),
    });
    await open.readLikeness();
    await open.refit();
    await open.views.load();
    return open;
  }

  #ingest(
    id: string,
    { info, json }: EncodingModel,
    images: ImageSet,
    into: OpenCollection | null,
    version01: string | null = null,
  ): IngestRun {
    const { jobs, shelf, settings, onEnd } = this.#options;
    const { provider } = settings();
    const { fit, background } = imageLooks(info.json, settings());
    const folder = shelf.folderOf(id);
    const { name, samplesOf } = images;
    const input: IngestInput = {
      model: info.path,
      json,
      ...sizeInput(info),
      provider,
      images: images.paths,
      fit,
      background,
      target: {
        folder,
        name,
        modelKey: modelKey(info),
        drawnBy: this.#drawnBy(info, images),
        latentSize: info.latentSize,
        latentNames: info.json.latent.names ?? null,
        samplesOf,
        version01,
      },
    };
    return new IngestRun({
      jobs,
      name,
      input,
      ...(into && { into }),
      open: async () => this.#opened(id, await CollectionStore.open(folder), info, samplesOf),
      onEnd,
    });
  }

  /** What its likeness is measured by; null for none. */
  #drawnBy(info: ModelInfo, images: NamedPaths): string | null {
    return this.#options.isFittedTo(info.path, images) ? null : decoderKey(info);
  }

  async #firstRows(run: IngestRun): Promise<OpenCollection> {
    this.#waitedFor = run;
    try {
      return await run.firstRows;
    } finally {
      if (this.#waitedFor === run) this.#waitedFor = null;
    }
  }
}

/** The size that an operation is to open the model at, where one was chosen. */
export const sizeInput = ({ chosenSize }: ModelInfo): { size?: ImageSize } =>
  chosenSize ? { size: { width: chosenSize.width, height: chosenSize.height } } : {};

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
