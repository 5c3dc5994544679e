import { randomUUID } from 'node:crypto';
import { basename, join, sep } from 'node:path';
import type { EngineEvents, EngineState, HostName, RecentItem } from '../../protocol/calls.ts';
import type { LastEnd } from '../supervisor/lastEnd.ts';
import type { HourglassDocument } from '../../protocol/document.ts';
import type { DocumentFile } from '../../protocol/documentFile.ts';
import type { Preferences } from '../../protocol/preferences.ts';
import { choiceOfLooks, imageLooks } from '../../protocol/imageLooks.ts';
import type { ChosenSize } from '../../protocol/imageSize.ts';
import { instantFacts } from '../../protocol/instant.ts';
import { parseModelJson, type BundledModel, type ModelInfo, type ModelJson } from '../../protocol/model.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { bundledFolder, listBundled } from '../models/bundled.ts';
import type { Model } from '../models/Model.ts';
import { openAtImageSize } from '../models/openAtImageSize.ts';
import {
  CollectionOpener,
  sizeInput,
  type EncodingModel,
  type OpenedCollection,
} from './CollectionOpener.ts';
import { CollectionShelf } from './CollectionShelf.ts';
import { Documents } from './Documents.ts';
import type { IngestRun } from './IngestRun.ts';
import { InstantModels } from './InstantModels.ts';
import { JobList } from './JobList.ts';
import {
  imageSet,
  imagesFor,
  imagesOf,
  isSameImages,
  recentImages,
  recentModel,
  samplesOf,
  type ImageSet,
} from './ImageSet.ts';
import { LiveView } from './LiveView.ts';
import { ModelSlot } from './ModelSlot.ts';
import { NoticeList } from './NoticeList.ts';
import { OpeningMark } from './OpeningMark.ts';
import type { OpenCollection } from './OpenCollection.ts';
import { PreferencesFile } from './PreferencesFile.ts';
import { ProjectionFiles } from './ProjectionFiles.ts';
import type { Reconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import type { TraversalGrid } from '../../protocol/codecs/traversalFrame.ts';
import type { DrawnSamples, SampleQuestion } from '../../protocol/generation.ts';
import type { PictureBatch } from './halvedTo.ts';
import type { Samples } from './Samples.ts';
import type { TraversalProgress } from '../../protocol/traversal.ts';
import { readDocumentFile } from './readDocumentFile.ts';
import { hasSameRows } from './hasSameRows.ts';
import { reconstructImage } from './reconstructImage.ts';
import type { DrawnImages } from './DrawnImages.ts';
import type { TraversalQuestion, Traversals } from './Traversals.ts';
import type { SavedCollection, SavedSession } from './SavedSession.ts';
import { sizeOnly } from './sizeOnly.ts';
import { startOnCollection, type CollectionOperation } from './startOnCollection.ts';
import { SessionFile } from './SessionFile.ts';
import { WaitingSlot } from './WaitingSlot.ts';

export interface WorkspaceOptions {
  /** The data folder. */
  folder: string;
  host: HostName;
  version: string;
  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): void;
}

/** A document that comes with what is opened. */
interface PlacedDocument {
  document: HourglassDocument;
  /** What was done, in words: 'open faces.hourglass'. */
  label: string;
}

/** The images that a .hourglass file was made on are gone, and its points with them. */
const documentWaits = (path: string) =>
  new EngineError(
    'bad-images',
    `The model of "${basename(path)}" is open without what was made on its images. That is in the file still: open it again when the images are there.`,
  );

/** A model that a person opened or trained: images are seen through it whichever they are. Others have a model of their own. */
const isChosen = ({ hasEncoder, bundled, json }: ModelInfo): boolean =>
  hasEncoder && !bundled && instantFacts(json) === null;

const FIT_CANCELLED = 'Fitting a model to them was cancelled.';

/** What a first start shows. */
const FIRST_MODEL = 'digits';

/**
 * What a person has open: model, collection, projection, jobs, settings; kept in the data folder, so that the next
 * start goes on where this one ended, however it ended. Opening something either succeeds or leaves all as it was; of a
 * model and images opened together, a model that can be used is, and it is told what is wrong with the images.
 */
export class Workspace {
  readonly jobs: JobList;
  readonly documents: Documents;
  /** A model in training, over what is open. */
  readonly live: LiveView;
  readonly #options: WorkspaceOptions;
  readonly #engineId = randomUUID();
  readonly #model: ModelSlot;
  readonly #file: SessionFile;
  readonly #opening: OpeningMark;
  readonly #preferences: PreferencesFile;
  readonly #shelf: CollectionShelf;
  readonly #opener: CollectionOpener;
  readonly #waiting: WaitingSlot;
  readonly #instant: InstantModels;
  #collection: OpenCollection | null = null;
  #traversals: Traversals | null = null;
  #samples: Samples | null = null;
  #drawnImages: DrawnImages | null = null;
  #ingest: IngestRun | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  /** Counts what was asked to be opened. */
  #openings = 0;
  /** Collections being closed. */
  #ending: Promise<void> = Promise.resolve();
  #closing = false;
  #isFirstStart = true;
  #startEmpty = false;
  #bundled: BundledModel[] = [];
  readonly #notices: NoticeList;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.#notices = new NoticeList((notice) => options.emit('notice', notice));
    this.live = new LiveView({
      onChange: (live) => options.emit('liveChanged', live),
      onFailure: (error) => this.notice(error),
    });
    this.#model = new ModelSlot(join(options.folder, 'providers'));
    this.#file = new SessionFile(options.folder, (error) => this.notice(error));
    this.#opening = new OpeningMark(options.folder);
    this.#preferences = new PreferencesFile(options.folder, (error) => this.notice(error));
    this.#waiting = new WaitingSlot({
      file: this.#file,
      onChange: (waiting) => options.emit('waitingChanged', waiting),
      onFailure: (error) => this.notice(error),
    });
    this.documents = new Documents(join(options.folder, 'documents'), (error) => this.notice(error));
    this.jobs = new JobList(
      (job) => options.emit('jobChanged', job),
      (id) => options.emit('jobDismissed', id),
    );
    this.#instant = new InstantModels({
      jobs: this.jobs,
      modelsFolder: this.modelsFolder,
      settings: () => this.#file.value.settings,
    });
    this.#shelf = new CollectionShelf(join(options.folder, 'collections'), (reason) =>
      this.notice(new EngineError('internal', reason)),
    );
    this.#opener = new CollectionOpener({
      jobs: this.jobs,
      shelf: this.#shelf,
      projections: new ProjectionFiles(join(options.folder, 'projections')),
      settings: () => this.#file.value.settings,
      isFittedTo: (modelPath, images) => this.#instant.isOf(modelPath, images),
      onEnd: (open, error) => {
        // Cut short by the engine's own end, it goes on at the next start.
        if (!this.#closing) this.#onIngestEnd(open, error).catch((failure: unknown) => this.notice(failure));
      },
    });
  }

  get state(): Omit<EngineState, 'restoring'> {
    return {
      version: this.#options.version,
      host: this.#options.host,
      engineId: this.#engineId,
      model: this.#model.info,
      collection: this.#collection?.info ?? null,
      projection: this.#collection?.projection ?? null,
      live: this.live.info,
      waiting: this.#waiting.info,
      jobs: this.jobs.infos,
      bundled: this.#bundled,
      recent: this.#file.value.recent,
      settings: this.#file.value.settings,
      preferences: this.#preferences.value,
      notices: this.#notices.kept,
    };
  }

  get engineId(): string {
    return this.#engineId;
  }

  /** Where trained models go. */
  get modelsFolder(): string {
    return join(this.#options.folder, 'models');
  }

  /** Paths that what is open, or was lately, was made from: not to be cleared away. */
  get usedPaths(): readonly string[] {
    const { model, collection, waiting, recent } = this.#file.value;
    return [
      ...(model ? [model.path] : []),
      ...(collection?.paths ?? []),
      ...(waiting?.paths ?? []),
      ...recent.flatMap(({ path, paths }) => paths ?? [path]),
    ];
  }

  /** Whether usedPaths are all there ever were: else nothing may be cleared away. */
  knowsUsedPaths(): Promise<boolean> {
    return this.#file.isWhole();
  }

  /** @throws EngineError 'no-collection' */
  get collection(): OpenCollection {
    if (!this.#collection) {
      throw new EngineError('no-collection', 'No images are open. Open a folder of images first.');
    }
    return this.#collection;
  }

  /** The open collection where it is the one meant; else null. */
  collectionWithId(id: string | null): OpenCollection | null {
    return this.#collection?.id === id ? this.#collection : null;
  }

  /**
   * Reads what was open last, without opening it.
   * @param provider takes the place of the one in the settings
   * @param end how the engine before this one ended, null where nobody saw it
   */
  async readSaved(provider: ProviderChoice | null, end: LastEnd | null = null): Promise<void> {
    this.#bundled = await listBundled();
    this.#isFirstStart = !(await this.#file.read());
    await this.#preferences.read();
    this.live.setWanted(this.#preferences.value.watchTraining);
    this.#startEmpty = end?.startEmpty ?? false;
    const refused = await this.#opening.read(end);
    if (refused !== null || this.#startEmpty) this.#leaveClosed(refused, end);
    if (provider) this.#file.value.settings = { ...this.#file.value.settings, provider };
  }

  /**
   * Opens what was open last; at a first start the bundled digits. What fails becomes a notice. Images whose model fails
   * wait for another, which is then a person's to choose.
   * @param options.withoutFirst leaves a first start empty, for something else to be opened
   * @param options.onModel called when the model can be used, before its collection is open
   */
  async restore(options: { withoutFirst?: boolean; onModel?: () => void } = {}): Promise<void> {
    if (!this.#isFirstStart) await this.#restoreModel(this.#file.value, options.onModel);
    void this.#waiting.countUncounted();
    const isEmpty = !this.#model.info && !this.#waiting.info;
    if (isEmpty && !options.withoutFirst && !this.#startEmpty && bundledFolder(FIRST_MODEL)) {
      await this.openBundled(FIRST_MODEL).catch((error: unknown) => this.notice(error));
    }
  }

  openBundled(name: string): Promise<void> {
    return this.#exclusively(async () => {
      const folder = bundledFolder(name);
      if (!folder) throw new EngineError('not-found', `There is no bundled model named "${name}".`);
      const model = await this.#load(name, undefined, this.#file.value.settings.provider);
      const samples = samplesOf(model.info);
      const { images } = this.#waiting;
      await this.#switchTo(model, undefined, images ?? samples, images ? { otherwise: samples } : {});
      this.#remember({ kind: 'bundled', path: name, name: model.info.name });
    });
  }

  /** @param size of its images, for a model whose size is open; that of the images when absent */
  openModel(path: string, size: ChosenSize | null = null): Promise<ModelInfo> {
    return this.#exclusively(async () => {
      const opened = await this.#load(path, undefined, this.#file.value.settings.provider, size);
      const images = this.#imagesFor(opened.info);
      const otherwise = samplesOf(opened.info);
      const model = await this.#atSizeOf(opened, [images, otherwise]);
      await this.#switchTo(model, undefined, images, { otherwise });
      this.#remember(recentModel(model.info));
      return model.info;
    });
  }

  /**
   * Opens a model with the images it is to be seen with; where those cannot be opened, as if it were opened alone. Where the
   * model cannot be opened, or has no encoder, they wait for one, unless a model with an encoder is open.
   */
  openModelWith(path: string, images: readonly string[], size: ChosenSize | null = null): Promise<ModelInfo> {
    return this.#exclusively(async () => {
      const set = imageSet(images);
      const letWait = async () => {
        if (this.#model.info?.hasEncoder) return;
        await this.#letWait(set).catch((error: unknown) => this.notice(error));
      };
      let opened: Model;
      try {
        opened = await this.#load(path, undefined, this.#file.value.settings.provider, size);
      } catch (error) {
        await letWait();
        throw error;
      }
      const otherwise = this.#imagesFor(opened.info);
      const model = await this.#atSizeOf(opened, [set, otherwise]);
      const isShown = await this.#switchTo(model, undefined, set, { otherwise });
      if (isShown && model.info.hasEncoder) this.#remember(recentImages(set, model.info));
      this.#remember(recentModel(model.info));
      await letWait();
      return model.info;
    });
  }

  /** Opens what a .hourglass file was made on, with its document. */
  openDocumentFile(path: string): Promise<void> {
    return this.#exclusively(async () => {
      const { model: modelPath, modelJson, images, fit, background, document } = await readDocumentFile(path);
      const before = this.#file.value.settings;
      try {
        const json = modelJson ?? undefined;
        const opened = await this.#load(modelPath, json, before.provider);
        this.#file.value.settings = { ...before, ...choiceOfLooks(opened.info.json, { fit, background }) };
        const label = `open ${basename(path)}`;
        const otherwise = samplesOf(opened.info);
        const set = images.length > 0 ? imageSet(images) : otherwise;
        const placed = { document, label };
        const model = await this.#atSizeOf(opened, [set, otherwise]);
        const isShown = await this.#switchTo(model, json, set, { placed, otherwise });
        if (set && !isShown) this.notice(documentWaits(path));
        this.#options.emit('settingsChanged', this.#file.value.settings);
      } catch (error) {
        this.#file.value.settings = before;
        throw error;
      }
    });
  }

  /** @throws EngineError 'no-model' */
  documentFile(document: HourglassDocument): DocumentFile {
    const open = this.#collection;
    const { path, json, chosenSize } = this.#model.required;
    const { fit, background } = imageLooks(json, this.#file.value.settings);
    const isOwn = !open || open.samplesOf !== null || open.info.state === 'sampled';
    return {
      hourglass: 1,
      model: path,
      // With the size, on which what was made depends.
      modelJson: this.#file.value.model?.json ?? (chosenSize ? json : null),
      images: isOwn ? [] : open.info.paths,
      fit,
      background,
      document,
    };
  }

  correctModel(given: ModelJson): Promise<ModelInfo> {
    return this.#exclusively(async () => {
      const { path, json: used } = this.#model.required;
      // A size of a model of open size corrects nothing: what was inferred stays so.
      const size = sizeOnly(used, parseModelJson(given, 'the correction of model.json'));
      const json = size ? this.#file.value.model?.json : given;
      const chosen = size && ({ ...size, by: 'person' } as const);
      const model = await this.#load(path, json, this.#file.value.settings.provider, chosen);
      await this.#switchTo(model, json, this.#imagesFor(model.info));
      return model.info;
    });
  }

  saveModelJson(): Promise<string> {
    return this.#exclusively(async () => {
      const written = await this.#model.saveJson(this.#file.value.settings.provider);
      this.#file.value.model = { path: this.#model.required.path };
      this.#options.emit('modelChanged', this.#model.info);
      await this.#file.save();
      return written;
    });
  }

  /** Writes names of latent dimensions into the description of the model in use. @returns the file */
  saveDimensionNames(names: readonly string[]): Promise<string> {
    return this.#exclusively(async () => {
      const written = await this.#model.saveNames(names, this.#file.value.settings.provider);
      this.#file.value.model = { path: this.#model.required.path };
      this.#options.emit('modelChanged', this.#model.info);
      await this.#file.save();
      return written;
    });
  }

  /**
   * Opens images through the model in use where a person chose or trained that; else through one of their own, which is
   * fitted to them in a few seconds where there is none yet.
   */
  openImages(paths: readonly string[]): Promise<void> {
    return this.#exclusively(async () => {
      const images = imageSet(paths);
      const { info } = this.#model;
      if (info && isChosen(info)) await this.#openThrough(info, images);
      else await this.#openWithOwn(images);
    });
  }

  /** Fits a model to the images that are open, or wait, and opens them through it; anew where it is the one in use. */
  fitModel(): Promise<void> {
    return this.#exclusively(async () => {
      const waiting = this.#waiting.images;
      if (waiting) return this.#openWithOwn(waiting);
      const open = this.collection;
      const { paths, name } = open.info;
      if (paths.length === 0) {
        throw new EngineError('no-collection', 'These points are no images. Open a folder of images first.');
      }
      const images: ImageSet = { paths, name, samplesOf: null };
      const isAgain = this.#instant.isOf(this.#model.required.path, images);
      await this.#openInstantly(images, isAgain ? null : await this.#instant.find(images));
    });
  }

  /** Lets the images go that wait for a model. */
  forgetWaiting(): Promise<void> {
    return this.#exclusively(async () => {
      this.#waiting.clear();
      await this.#file.save();
    });
  }

  addImages(paths: readonly string[]): Promise<void> {
    const open = this.#collection;
    if (this.#waiting.info) {
      return this.#exclusively(async () => {
        await this.#waiting.add(paths);
        const { images } = this.#waiting;
        if (images) await this.#openWithOwn(images);
      });
    }
    if (!open || open.info.state === 'sampled') return this.openImages(paths);
    return this.#exclusively(async () => {
      this.#model.requireEncoder();
      // Rows of two runs would mix: what is still being encoded comes first.
      await this.#ingest?.ended;
      if (this.#collection !== open) return;
      const all = [...new Set([...open.info.paths, ...paths])];
      const images: ImageSet = { paths: all, name: imageSet(paths).name, samplesOf: null };
      this.#ingest = await this.#opener.add(this.#encodingModel, images, open);
      open.samplesOf = null;
      const saved = this.#file.value.collection;
      if (saved) this.#file.value.collection = { ...saved, paths: all, samplesOf: null };
      await this.#file.save();
    });
  }

  setSettings(change: Partial<EngineState['settings']>): Promise<void> {
    return this.#exclusively(async () => {
      const before = this.#file.value.settings;
      const settings = { ...before, ...change };
      const { info } = this.#model;
      if (info && settings.provider !== before.provider) {
        const { json } = this.#encodingModel;
        this.#model.take(await this.#load(info.path, json, settings.provider, info.chosenSize));
        this.#options.emit('modelChanged', this.#model.info);
      }
      this.#file.value.settings = settings;
      const looksChanged = settings.fit !== before.fit || settings.background !== before.background;
      try {
        const open = this.#collection;
        if (looksChanged && open && open.info.state !== 'sampled' && info?.hasEncoder) {
          await this.#show(imagesOf(open));
        }
      } catch (error) {
        this.#file.value.settings = { ...settings, fit: before.fit, background: before.background };
        throw error;
      } finally {
        this.#options.emit('settingsChanged', this.#file.value.settings);
        await this.#file.save();
      }
    });
  }

  async setPreferences(change: Partial<Preferences>): Promise<void> {
    const preferences = await this.#preferences.change(change);
    this.#options.emit('preferencesChanged', preferences);
    this.live.setWanted(preferences.watchTraining);
  }

  /**
   * One z through the decoder: that of the model in training while its z is shown. Rejects with 'no-model', 'no-decoder',
   * 'bad-request', 'provider-failed'.
   */
  decode(z: Float32Array): ReturnType<ModelSlot['decode']> {
    return (this.live.decoderOf(z.length) ?? this.#model).decode(z);
  }

  /** Images along dimensions of z, or directions, around a z. Rejects as Traversals.grid does. */
  async traversal(
    open: OpenCollection,
    question: TraversalQuestion,
    signal: AbortSignal,
    tell: (progress: TraversalProgress) => void,
  ): Promise<TraversalGrid> {
    const { Traversals } = await import('./Traversals.ts');
    return (this.#traversals ??= new Traversals(this.#model)).grid(open, question, signal, tell);
  }

  /** New z, compared with what is open. Rejects as Samples.draw does. */
  async drawSamples(question: SampleQuestion): Promise<DrawnSamples> {
    const { collection } = this;
    const { Samples } = await import('./Samples.ts');
    return (this.#samples ??= new Samples()).draw(collection, this.#model.required, question);
  }

  /**
   * Images of z, none with a side longer than asked for.
   * @param z [N,D]
   * @throws EngineError as ModelSlot.decodeMany
   */
  async pictures(z: Float32Array, count: number, side: number): Promise<PictureBatch> {
    const { halvedTo } = await import('./halvedTo.ts');
    const { hasDecoder, name, json } = this.#model.required;
    if (!hasDecoder) throw new EngineError('no-decoder', `"${name}" has no decoder, so it draws no images.`);
    const whole = await this.#model.decodeMany(z, count);
    const rgba = new Uint8ClampedArray(whole.buffer as ArrayBuffer);
    return halvedTo(side, { rgba, width: json.image.width, height: json.image.height });
  }

  /** Images that a person makes, through the model in use. */
  async drawnImages(): Promise<DrawnImages> {
    const { DrawnImages } = await import('./DrawnImages.ts');
    return (this.#drawnImages ??= new DrawnImages(this.#model, () => this.#file.value.settings));
  }

  reconstruct(index: number): Promise<Reconstruction> {
    const open = this.collection;
    const live = this.live.info;
    const seen = {
      image: live ?? this.#model.required.json.image,
      json: this.#model.required.json,
      latent: async () =>
        this.live.latents(open.id, index, index + 1) ?? (await open.store.latents(index, index + 1)),
      decode: (z: Float32Array) => this.decode(z),
    };
    return reconstructImage(open, index, seen, this.#file.value.settings);
  }

  /**
   * Runs an operation on the images of the open collection, into its columns.
   * @param given what the page sent, besides the images
   * @returns the job's id
   */
  startOnCollection(operation: CollectionOperation, given: object): string {
    const { info, json } = this.#encodingModel;
    const { settings } = this.#file.value;
    const { provider } = settings;
    const looks = imageLooks(info.json, settings);
    const through = { model: info.path, json, ...sizeInput(info), provider, ...looks };
    return startOnCollection(this.jobs, this.collection, operation, through, given);
  }

  /** Works a path out, or writes its film, through the model that is open. Rejects as startInterpolate does. */
  async startInterpolate(given: object): Promise<string> {
    const { info, json } = this.#encodingModel;
    const { provider } = this.#file.value.settings;
    const { size: imageSize } = sizeInput(info);
    const through = { model: info.path, json, ...(imageSize && { imageSize }), provider };
    const { startInterpolate } = await import('./startInterpolate.ts');
    return startInterpolate(this.jobs, this.collection, through, given);
  }

  notice(error: unknown): void {
    this.#notices.add(error);
  }

  /** Ends what runs, and waits for what is being written. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#waiting.giveUp();
    this.#instant.giveUp();
    const ended = this.jobs.endAll();
    await this.#file.save();
    await this.#ingest?.ended;
    await this.#samples?.dispose();
    await this.#collection?.close();
    await this.#ending;
    await this.documents.settled();
    await this.#model.close();
    await ended;
  }

  /** One opening at a time; a newer one gives up an older that still waits for its first rows, or counts its images. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.#openings++;
    this.#opener.giveUp();
    this.#waiting.giveUp();
    this.#instant.giveUp();
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  /**
   * Puts the model in use together with its images, once their first rows are there; disposes of it when that fails. Images
   * that cannot be opened do not keep a valid model from being used where there is an `otherwise`: that is told.
   * @returns whether the images are shown that were asked for
   */
  async #switchTo(
    model: Model,
    json: ModelJson | undefined,
    images: ImageSet | null,
    { placed, otherwise }: { placed?: PlacedDocument; otherwise?: ImageSet | null } = {},
  ): Promise<boolean> {
    try {
      const { info } = model;
      const wanted = info.hasEncoder ? images : null;
      const sets = [wanted, isSameImages(wanted, otherwise) ? null : otherwise].filter((set) => !!set);
      const opened = info.hasEncoder
        ? await this.#opener.openFirst({ info, json }, sets, (error) => {
            if (otherwise === undefined) throw error;
            this.notice(error);
          })
        : null;
      const open = opened?.open ?? (info.hasEncoder ? null : await this.#opener.sample(model));
      const isShown = opened?.images === (wanted ?? undefined);
      const replaced = placed && isShown && open ? { ...placed, id: open.info.id } : null;
      if (replaced) await this.documents.replace(replaced.id, replaced.document);
      // Points that are on screen as the training had them glide to where they belong, all at once.
      if (opened?.run && this.live.info) await this.#settle(opened.open, opened.run);
      this.#takeModel(model, json);
      if (info.hasEncoder) this.#waiting.clear();
      if (opened) await this.#take(opened, opened.images);
      else await this.#takeSampled(open);
      if (replaced) this.#options.emit('documentReplaced', replaced.id, replaced.document, replaced.label);
      return isShown;
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  /** Waits for all rows of a collection that takes the place of what a training showed of the same images. */
  async #settle(open: OpenCollection, run: IngestRun): Promise<void> {
    await this.#opener.untilWhole(run);
    open.refresh();
    await open.refit();
    await open.mirrorTo(
      (count) => this.live.info && this.live.positions(this.live.info.collectionId, 0, count),
    );
  }

  /** The images to see a newly opened model with: those that wait for one come first. */
  #imagesFor(info: ModelInfo): ImageSet | null {
    return (info.hasEncoder && this.#waiting.images) || imagesFor(this.#collection, info);
  }

  async #letWait(images: ImageSet, reason?: string): Promise<void> {
    await this.#waiting.open(images, reason);
    this.#remember(recentImages(images, null));
  }

  /** Opens images through the model in use, at the size of the images where that one's is open. */
  async #openThrough(info: ModelInfo, images: ImageSet): Promise<void> {
    const sized = await this.#modelAtSizeOf(info, [images]);
    if (sized) await this.#switchTo(sized, undefined, images);
    else await this.#show(images);
    this.#remember(recentImages(images, this.#model.info));
  }

  /**
   * Opens images through a model of their own: one that was trained on them here, else one that is fitted to them. Where none
   * can be, they are opened through the model in use, with a word why, or wait for one.
   */
  async #openWithOwn(images: ImageSet): Promise<void> {
    const opening = this.#openings;
    try {
      await this.#openInstantly(images, this.#trainedOn(images) ?? (await this.#instant.find(images)));
    } catch (thrown) {
      const error = EngineError.fromData(EngineError.toData(thrown));
      const isCancelled = error.code === 'cancelled';
      if (this.#closing || (isCancelled && opening !== this.#openings)) throw error;
      const { info } = this.#model;
      if (!info?.hasEncoder) return this.#letWait(images, isCancelled ? FIT_CANCELLED : error.message);
      if (isCancelled) throw error;
      await this.#openThrough(info, images);
      this.notice(error);
    }
  }

  /** @param made the model to open them with; one is fitted where there is none, or it cannot be opened */
  async #openInstantly(images: ImageSet, made: string | null): Promise<void> {
    const { provider } = this.#file.value.settings;
    const found = made === null ? null : await this.#load(made, undefined, provider).catch(() => null);
    const fitted = async () => this.#load(await this.#instant.fit(images), undefined, provider, null, true);
    await this.#switchTo(found ?? (await fitted()), undefined, images);
    this.#remember(recentImages(images, this.#model.info));
  }

  /** The model that was trained here and that these images were seen through last. */
  #trainedOn({ paths }: ImageSet): string | null {
    const isOf = ({ kind, path, paths: all = [path] }: RecentItem) =>
      kind === 'images' && all.length === paths.length && all.every((each, i) => each === paths[i]);
    const path = this.#file.value.recent.find(isOf)?.model?.path;
    return path?.startsWith(this.modelsFolder + sep) ? path : null;
  }

  /** Opens images through the model in use. */
  async #show(images: ImageSet): Promise<void> {
    await this.#take(await this.#opener.open(this.#encodingModel, images), images);
  }

  async #take({ open, run }: OpenedCollection, images: ImageSet): Promise<void> {
    this.#takeCollection(open, run, images);
    await this.#file.save();
  }

  async #takeSampled(open: OpenCollection | null): Promise<void> {
    this.#takeCollection(open, null, open && { paths: [], name: open.info.name, samplesOf: null });
    await this.#file.save();
  }

  get #encodingModel(): EncodingModel {
    return { info: this.#model.required, json: this.#file.value.model?.json };
  }

  #takeModel(model: Model, json: ModelJson | undefined): void {
    this.#model.take(model);
    const { path, chosenSize } = model.info;
    this.#file.value.model = { path, ...(json && { json }), ...(chosenSize && { size: chosenSize }) };
    this.#options.emit('modelChanged', model.info);
  }

  #takeCollection(open: OpenCollection | null, run: IngestRun | null, images: ImageSet | null): void {
    const old = this.#collection;
    const follows = old && open && old !== open && hasSameRows(old, open) ? old.id : null;
    if (this.#ingest !== run) this.#ingest?.cancel();
    this.#ingest = run;
    this.#collection = open;
    if (old && old !== open) {
      this.#ending = this.#ending.then(() => old.close()).catch((error: unknown) => this.notice(error));
    }
    const model = this.#model.info;
    this.#file.value.collection = open &&
      images &&
      model && {
        id: open.info.id,
        paths: images.paths,
        name: images.name,
        samplesOf: images.samplesOf,
        sampled: open.info.state === 'sampled',
      };
    open?.follow(follows);
    open?.attach({
      onCollection: (info) => this.#options.emit('collectionChanged', info),
      onProjection: (projection) => this.#options.emit('projectionChanged', projection),
      onFailure: (error) => this.notice(error),
    });
    this.#options.emit('collectionChanged', open?.info ?? null);
    this.#options.emit('projectionChanged', open?.projection ?? null);
    this.live.setCollection(open);
  }

  /** Opens a model without putting it in use, under the mark of what is being opened. */
  #load(
    path: string,
    json: ModelJson | undefined,
    provider: ProviderChoice,
    size: ChosenSize | null = null,
    isOurs = false,
  ): Promise<Model> {
    return this.#opening.during(path, () => this.#model.load(path, json, provider, size, isOurs));
  }

  /** A model that was opened, at the size of the images that it is to see, where these decide it. */
  async #atSizeOf(opened: Model, images: readonly (ImageSet | null)[]): Promise<Model> {
    try {
      const sized = await this.#modelAtSizeOf(opened.info, images);
      if (sized) await opened.dispose();
      return sized ?? opened;
    } catch (error) {
      await opened.dispose();
      throw error;
    }
  }

  /** The same model opened anew at the size of the images; null where it stays as it is. */
  async #modelAtSizeOf(info: ModelInfo, images: readonly (ImageSet | null)[]): Promise<Model | null> {
    const sized = await openAtImageSize(
      info,
      () => this.#opener.sampleSizes(images.filter((set) => set !== null)),
      (size) => this.#load(info.path, undefined, this.#file.value.settings.provider, size),
      (error) => this.notice(error),
    );
    return sized?.model ?? null;
  }

  /**
   * Does not open again what may have ended the engine: it is among what was opened lately, for a person to try again.
   * @param refused the model at whose opening it ended; null where it ended too often, whatever is open
   */
  #leaveClosed(refused: string | null, end: LastEnd | null): void {
    const { model, collection } = this.#file.value;
    const how = end === null ? '' : ` (${end.how})`;
    if (collection && collection.samplesOf === null && !collection.sampled) {
      this.#file.remember(recentImages(collection, null));
    }
    const path = refused ?? model?.path;
    if (path !== undefined) {
      const kind = this.#bundled.some(({ name }) => name === path) ? 'bundled' : 'model';
      this.#file.remember({ kind, path, name: basename(path) });
    }
    if (refused === null || refused === model?.path) {
      this.#file.value.model = null;
      this.#leaveCollectionWaiting();
    }
    const what =
      refused === null
        ? `Hourglass ended several times in a row${how}, so nothing was opened again.`
        : `Hourglass ended${how} while it opened "${refused}", so that was not opened again.`;
    this.notice(
      new EngineError('engine-lost', `${what} To try once more, choose it among what was opened lately.`),
    );
  }

  async #onIngestEnd(open: OpenCollection, error: EngineError | null): Promise<void> {
    // It may have ended before the collection was put on screen.
    open.refresh();
    await open.refit().catch((failure: unknown) => this.notice(failure));
    await open.readLikeness().catch((failure: unknown) => this.notice(failure));
    open.encodingEnded(error);
    if (this.#collection !== open) return;
    if (error && error.code !== 'cancelled') this.notice(error);
    await this.#shelf.trim(open.id).catch((failure: unknown) => this.notice(failure));
  }

  async #restoreModel(saved: SavedSession, onModel?: () => void): Promise<void> {
    if (!saved.model) return;
    try {
      const { path, json, size } = saved.model;
      this.#model.take(await this.#load(path, json, this.#file.value.settings.provider, size));
    } catch (error) {
      this.notice(error);
      this.#file.value.model = null;
      this.#leaveCollectionWaiting();
      return;
    }
    this.#options.emit('modelChanged', this.#model.info);
    onModel?.();
    const waiting = this.#waiting.images;
    if (waiting && this.#model.info?.hasEncoder) {
      // It was given an encoder meanwhile.
      this.#waiting.clear();
      await this.#restoreCollection({ ...waiting, sampled: false });
    } else if (saved.collection) await this.#restoreCollection(saved.collection);
  }

  /** The model that was open cannot be: a person's own images wait for another. */
  #leaveCollectionWaiting(): void {
    const { collection } = this.#file.value;
    this.#file.value.collection = null;
    if (this.#waiting.info || !collection || collection.samplesOf !== null || collection.sampled) return;
    this.#waiting.takeUncounted(collection);
  }

  async #restoreCollection(saved: Omit<SavedCollection, 'id'>): Promise<void> {
    const model = this.#model.current;
    if (!model) return;
    const images: ImageSet = { paths: saved.paths, name: saved.name, samplesOf: saved.samplesOf };
    if (saved.sampled) {
      const sampling = this.#opener.sample(model).then((open) => this.#takeSampled(open));
      await sampling.catch((error: unknown) => this.notice(error));
    } else if (model.info.hasEncoder) {
      // A stored one is there at once; what must be encoded first the page does not wait for.
      const shown = this.#exclusively(() => this.#show(images));
      const isStored = await this.#opener.isStored(this.#encodingModel, images);
      if (isStored) await shown.catch((error: unknown) => this.notice(error));
      else void shown.catch((error: unknown) => this.notice(error));
    }
  }

  #remember(item: Omit<RecentItem, 'openedAt'>): void {
    this.#options.emit('recentChanged', this.#file.remember(item));
  }
}
