import { join } from 'node:path';
import type { EngineState } from '../../protocol/calls.ts';
import type { ModelInfo, ModelJson } from '../../protocol/model.ts';
import { Collection } from '../collections/Collection.ts';
import type { EngineError } from '../../protocol/EngineError.ts';
import type { IngestInput } from '../ingest/ingestJob.ts';
import type { Model } from '../models/Model.ts';
import { sameStrings, type CollectionShelf } from './CollectionShelf.ts';
import { collectionKey, modelKey, newCollectionId } from './collectionKeys.ts';
import { imageSet, type ImageSet } from './ImageSet.ts';
import { IngestRun } from './IngestRun.ts';
import type { JobList } from './JobList.ts';
import { OpenCollection } from './OpenCollection.ts';
import { sampleCollection } from './sampleCollection.ts';
import type { SavedCollection } from './SavedSession.ts';

export interface CollectionOpenerOptions {
  jobs: JobList;
  shelf: CollectionShelf;
  /** The data folder. */
  folder: string;
  settings(): EngineState['settings'];
  /** Rows were encoded and no more will come: with null when all were, else with why not. */
  onEnd(collection: OpenCollection, error: EngineError | null): void;
}

/** The model that images are seen through, with a person's correction of its description. */
export interface EncodingModel {
  info: ModelInfo;
  json: ModelJson | undefined;
}

export interface OpenedCollection {
  open: OpenCollection;
  /** What still adds rows to it; null where all are there. */
  run: IngestRun | null;
}

/** Makes collections of images and a model: from the shelf where nothing has changed, else by encoding. */
export class CollectionOpener {
  readonly #options: CollectionOpenerOptions;
  /** The ingest whose first rows an opening waits for. */
  #waitedFor: IngestRun | null = null;

  constructor(options: CollectionOpenerOptions) {
    this.#options = options;
  }

  /** Ends the opening that waits for its first rows, if one does: a newer one takes its place. */
  giveUp(): void {
    this.#waitedFor?.cancel();
  }

  /** Resolves once there are rows to show. Rejects with 'bad-images', 'cancelled', or the job's own failure. */
  async open(model: EncodingModel, images: ImageSet): Promise<OpenedCollection> {
    const { shelf, settings } = this.#options;
    const { fit } = settings();
    const key = collectionKey(images.paths, model.info, settings());
    const kept = await shelf.find(key, images.paths);
    if (kept) return { open: await this.#opened(kept, model.info, images.samplesOf), run: null };
    const run = this.#ingest(model, images, null, ({ total, tileSize }) => {
      const { name, paths, samplesOf } = images;
      const { latentSize } = model.info;
      const id = newCollectionId(key);
      const start = { id, name, paths, latentSize, tileSize, fit, total };
      return openCollection(new Collection(start), model.info, samplesOf);
    });
    return { open: await this.#firstRows(run), run };
  }

  /** Encodes more images into a collection. Resolves once the first of them are in it. */
  async add(model: EncodingModel, paths: readonly string[], to: OpenCollection): Promise<IngestRun> {
    const run = this.#ingest(model, imageSet(paths), to.collection, ({ total }) => {
      to.collection.total += total;
      to.collection.state = 'encoding';
      return to;
    });
    await this.#firstRows(run);
    return run;
  }

  /** Draws from the prior of a model without an encoder; null where it cannot draw either. */
  async sample(model: Model): Promise<OpenCollection | null> {
    if (!model.info.hasDecoder) return null;
    const { shelf, settings } = this.#options;
    const id = newCollectionId(collectionKey([], model.info, settings()));
    const collection = await sampleCollection(model, id, settings().fit);
    const open = await this.#opened(collection, model.info, null);
    await shelf.save(collection);
    return open;
  }

  /** What was open when the engine ended, as it was then, or null where it was not stored whole. */
  async restore(saved: SavedCollection, info: ModelInfo): Promise<OpenCollection | null> {
    if (saved.modelKey !== modelKey(info)) return null;
    const stored = await this.#options.shelf.load(saved.id);
    if (!stored || stored.info.fit !== this.#options.settings().fit) return null;
    if (!sameStrings(stored.info.paths, saved.paths)) return null;
    return this.#opened(stored, info, saved.samplesOf);
  }

  async #opened(collection: Collection, info: ModelInfo, samplesOf: string | null): Promise<OpenCollection> {
    const open = openCollection(collection, info, samplesOf);
    await open.refit();
    return open;
  }

  #ingest(
    { info, json }: EncodingModel,
    images: ImageSet,
    into: Collection | null,
    open: (found: { total: number; tileSize: number }) => OpenCollection,
  ): IngestRun {
    const { jobs, folder, settings, onEnd } = this.#options;
    const { provider, fit, background } = settings();
    const input: IngestInput = {
      modelPath: info.path,
      ...(json && { json }),
      provider,
      cacheFolder: join(folder, 'providers'),
      paths: images.paths,
      fit,
      background,
      tileSize: into?.tileSize ?? null,
      ...(into && { known: [...into.sources()] }),
    };
    return new IngestRun({ jobs, name: images.name, input, open, onEnd });
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

function openCollection(collection: Collection, info: ModelInfo, samplesOf: string | null): OpenCollection {
  const { names } = info.json.latent;
  return new OpenCollection(collection, { samplesOf, ...(names && { latentNames: names }) });
}
