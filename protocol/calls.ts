import type { CollectionInfo, LatentHistograms, PointDetails, UnreadableFile } from './collection.ts';
import type { Direction, HourglassDocument } from './document.ts';
import type { DocumentFile } from './documentFile.ts';
import type { ErrorData } from './errors.ts';
import type { ChosenLooks } from './imageLooks.ts';
import type { DrawnSamples, SampleQuestion } from './generation.ts';
import type { JobInfo } from './job.ts';
import type { LiveTraining } from './live.ts';
import type { BundledModel, ModelInfo, ModelJson } from './model.ts';
import type { Nearness } from './nearness.ts';
import type { Projection } from './projection.ts';
import type { AxisChoice } from './views.ts';
import type { StartArguments } from './operations/index.ts';
import type { Preferences } from './preferences.ts';
import type { ProviderChoice } from './provider.ts';
import type { RowRanges } from './rowRanges.ts';
import type { WaitingImages } from './waitingImages.ts';
import type { TrainingOptions, TrainingPlan } from './training.ts';

export type HostName = 'electron' | 'browser';

/** Everything the page needs to draw itself, sent on connection and after an engine restart. */
export interface EngineState {
  version: string;
  host: HostName;
  /** Changes with every start of the engine. */
  engineId: string;
  /** What was open last is being opened again: model and collection may still come. Ends with the event restored. */
  restoring: boolean;
  model: ModelInfo | null;
  collection: CollectionInfo | null;
  projection: Projection | null;
  /** The model in training that the rows are seen through, while one is. */
  live: LiveTraining | null;
  /** Images that no model could be fitted to, or whose model is gone. */
  waiting: WaitingImages | null;
  jobs: JobInfo[];
  bundled: BundledModel[];
  recent: RecentItem[];
  /** How images are brought to the model: null where the model decides. */
  settings: { provider: ProviderChoice } & ChosenLooks;
  preferences: Preferences;
  /** What went wrong while the last session was opened again, if anything did. */
  notices: ErrorData[];
}

export interface RecentItem {
  kind: 'model' | 'images' | 'bundled';
  path: string;
  /** All of what was opened together, where that was more than one path. */
  paths?: string[];
  name: string;
  /** Of images: the model that they were seen through last. */
  model?: { path: string; name: string };
  /** ISO 8601 */
  openedAt: string;
}

export interface FolderEntry {
  name: string;
  path: string;
  /** A folder that holds a model is a 'model'. */
  kind: 'folder' | 'image' | 'model' | 'array' | 'document' | 'other';
}

export interface FolderListing {
  path: string;
  parent: string | null;
  /** Folders first; of very many the first. */
  entries: FolderEntry[];
  /** All that there are, hidden ones left out. */
  count: number;
  /** The file that was asked for, where it was one: the listing is of the folder it is in. */
  file: FolderEntry | null;
}

/** Calls from the page to the engine, over the WebSocket. A failure arrives as ErrorData. */
export interface EngineCalls extends ColumnCalls {
  state(): Promise<EngineState>;
  /** Opens a bundled model by name together with its sample collection. */
  openBundled(name: string): Promise<void>;
  /** Opens a model folder or .onnx file; the open images are encoded again through it. */
  openModel(path: string): Promise<ModelInfo>;
  /** Replaces fields of the inferred description and opens the model again. */
  correctModel(json: ModelJson): Promise<ModelInfo>;
  /** Writes the description in use as model.json beside the graphs. Resolves to the path. */
  saveModelJson(): Promise<string>;
  /** Writes names of latent dimensions, [D], '' for none, into the model's own description. Resolves to its path. */
  saveDimensionNames(names: string[]): Promise<string>;
  /**
   * Opens folders and files as the collection, in place of what was open. Where no model is open that a person chose or trained,
   * one is fitted to them; where that fails and none with an encoder is open, they wait for one: the next that is opened opens
   * with them.
   * @param model path or name of the model to open them with, where that is another than the open one
   */
  openImages(paths: string[], model?: string): Promise<void>;
  /** Fits a model to the images that are open, or wait for one, and opens them through it; again where it was. */
  fitModel(): Promise<void>;
  /** Encodes more images into the open collection, or lets them wait with those that do. */
  addImages(paths: string[]): Promise<void>;
  /** Lets the images go that wait for a model; they stay among what was opened lately. */
  forgetWaiting(): Promise<void>;
  setSettings(settings: Partial<EngineState['settings']>): Promise<void>;
  pointDetails(index: number): Promise<PointDetails>;
  histograms(): Promise<LatentHistograms>;
  /** Shows a view of the open collection, by its id; BASE_VIEW is the one that every collection has. */
  showView(id: string): Promise<void>;
  /** Keeps and shows a view along two or three directions of z. Resolves to its id. */
  addAxesView(axes: AxisChoice[]): Promise<string>;
  renameView(id: string, title: string): Promise<void>;
  removeView(id: string): Promise<void>;
  /** Where z are in the view that is shown, [x, y, z] each; none while there is no view. At most MAX_PLACED. */
  placeLatents(latents: number[][]): Promise<{ version: number; positions: number[][] }>;
  /** Where a z lies among the images. @param k how many of the nearest are told, at most MAX_NEAREST */
  nearness(z: number[], k: number): Promise<Nearness>;
  /** From the mean of some images to the mean of others, with how well that separates them. */
  directionBetween(from: RowRanges, to: RowRanges): Promise<Pick<Direction, 'vector' | 'separation'>>;
  /** The mean z of images, [D]. */
  meanLatent(rows: RowRanges): Promise<number[]>;
  /** New z, each with the image that is nearest to it. */
  drawSamples(question: SampleQuestion): Promise<DrawnSamples>;
  /** Directions of z of length 1, with how the data spreads along each. At most 3. */
  axesOfData(axes: AxisChoice[]): Promise<{ direction: number[]; deviation: number }[]>;
  /** Files of the open collection that could not be read: at most MAX_UNREADABLE_ASKED from one on, counted from 0. */
  unreadable(from: number, count: number): Promise<UnreadableFile[]>;
  /** Takes away for good the remark that a collection is unlike what the model learned from, where that is open. */
  dismissUnlike(collectionId: string): Promise<void>;
  browse(path: string | null): Promise<FolderListing>;
  planTraining(options: TrainingOptions): Promise<TrainingPlan>;
  /** Starts any operation. Resolves to the job's id, by which its progress, its report and its result are told. */
  startOperation(...operation: StartArguments): Promise<string>;
  pauseJob(id: string): Promise<void>;
  resumeJob(id: string): Promise<void>;
  cancelJob(id: string): Promise<void>;
  /** Ends a job now with the best it has come to. */
  finishJob(id: string): Promise<void>;
  /** Answers a job that asks for a folder; null: the one that failed, once more. */
  answerJob(id: string, folder: string | null): Promise<void>;
  /** Goes on with a job that was cut short. Resolves to the id of the job that does. */
  continueJob(id: string): Promise<string>;
  /** Takes a job that has ended off the list; what was kept of one that was cut short is discarded. */
  dismissJob(id: string): Promise<void>;
  /** What a person made on a collection, whether that is open or not; null where nothing was kept of it. */
  document(collectionId: string): Promise<HourglassDocument | null>;
  /** Keeps it in place of what was kept of this collection. Resolves when it is on the disk. */
  saveDocument(collectionId: string, document: HourglassDocument): Promise<void>;
  /** What is open, with a document on it, as the body of a .hourglass file. */
  documentFile(document: HourglassDocument): Promise<DocumentFile>;
  /** Opens the model and the images that a .hourglass file names, and puts its document in place of the kept one. */
  openDocumentFile(path: string): Promise<void>;
  setPreferences(change: Partial<Preferences>): Promise<void>;
}

/** Calls that change or search the columns of the open collection. */
export interface ColumnCalls {
  /** Sets a tag on rows, or takes it from them; a tag that is new is made. `changed`: the rows that it was not so for before. */
  setTag(change: { name: string; rows: RowRanges; on: boolean }): Promise<{ changed: RowRanges }>;
  /** Takes a tag from all rows and from the columns. */
  removeTag(name: string): Promise<{ removed: RowRanges }>;
  /** Sets a row's note; '' takes it away. Resolves to what it was. */
  setNote(row: number, text: string): Promise<string>;
  /** Takes away a column that an operation computed. */
  removeColumn(name: string): Promise<void>;
  /** Rows whose name or any text holds every word of the query. */
  searchRows(query: string): Promise<RowRanges>;
}

/** Events from the engine to every open page. */
export interface EngineEvents {
  /** The engine has opened what was open last, or what it was started with; everything as it is now. */
  restored(state: EngineState): void;
  modelChanged(model: ModelInfo | null): void;
  /** Rows may have been added; fetch those from the last known count on. */
  collectionChanged(collection: CollectionInfo | null): void;
  /** Positions changed; fetch them all. */
  projectionChanged(projection: Projection | null): void;
  /** Rows are seen through a model in training as it is now; null: through the open one again. */
  liveChanged(live: LiveTraining | null): void;
  waitingChanged(waiting: WaitingImages | null): void;
  jobChanged(job: JobInfo): void;
  jobDismissed(id: string): void;
  recentChanged(recent: RecentItem[]): void;
  settingsChanged(settings: EngineState['settings']): void;
  preferencesChanged(preferences: Preferences): void;
  /** Another document was put in place of the one kept of a collection. @param label what that was, in words */
  documentReplaced(collectionId: string, document: HourglassDocument, label: string): void;
  notice(error: ErrorData): void;
}
