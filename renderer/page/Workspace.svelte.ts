import { EngineConnection } from '../connection/EngineConnection.ts';
import { fetchRows } from '../connection/fetchRows.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { CollectionRows } from '../rows/CollectionRows.svelte.ts';
import { DetailsCache } from '../rows/RowDetails.ts';
import { LabelFilter } from '../features/colours/LabelFilter.svelte.ts';
import { PointEditing } from '../document/PointEditing.svelte.ts';
import { Preferences } from './Preferences.svelte.ts';
import type { EngineCalls, EngineEvents, EngineState, HostName } from '../../protocol/calls.ts';
import type { LatentHistograms } from '../../protocol/collection.ts';
import type { ErrorData } from '../../protocol/errors.ts';
import type { JobInfo } from '../../protocol/job.ts';
import type { TrainingProgress, TrainingResult } from '../../protocol/training.ts';
import type { ConnectionStatus, Socket } from '../connection/EngineConnection.ts';
import type { PointRef } from '../scene/sceneTypes.ts';

/** What is open over the scene; at most one at a time. */
export type Dialog =
  | { kind: 'palette' }
  | { kind: 'shortcuts' }
  | { kind: 'open-images'; add: boolean }
  | { kind: 'open-model' }
  | { kind: 'train' }
  | { kind: 'settings' }
  | { kind: 'provider' }
  | { kind: 'model-json' }
  | { kind: 'unreadable' };

export interface Notice {
  id: number;
  error: ErrorData;
}

/** What the pointer is over. Screen place in CSS pixels of the canvas, distance in projection units. */
export interface Hover {
  point: PointRef;
  x: number;
  y: number;
  distance: number;
}

/** Everything the page knows: the engine's state mirrored, and what the person did here. */
export class AppState {
  status = $state<ConnectionStatus>('connecting');
  host = $state<HostName>('browser');
  version = $state('');
  model = $state.raw<EngineState['model']>(null);
  collection = $state.raw<EngineState['collection']>(null);
  projection = $state.raw<EngineState['projection']>(null);
  jobs = $state.raw<readonly JobInfo[]>([]);
  training = $state.raw<TrainingProgress | null>(null);
  trainingResult = $state.raw<TrainingResult | null>(null);
  bundled = $state.raw<EngineState['bundled']>([]);
  recent = $state.raw<EngineState['recent']>([]);
  settings = $state.raw<EngineState['settings']>({ provider: 'auto', fit: 'cover', background: '#000000' });
  histograms = $state.raw<LatentHistograms | null>(null);
  notices = $state.raw<readonly Notice[]>([]);
  dialog = $state.raw<Dialog | null>(null);
  hover = $state.raw<Hover | null>(null);
  /** The engine is opening what was open last. */
  restoring = $state(false);
  /** What is being opened, in words, while the engine has not answered. */
  busyWith = $state<string | null>(null);
  /** Files handed over to the engine of those dropped. */
  upload = $state.raw<{ done: number; total: number } | null>(null);

  /** The bundled model whose own samples are open, by name; a person's images may be open through one as well. */
  readonly openBundled = $derived(
    this.model?.bundled && this.collection?.name === this.model.name ? this.model.path : null,
  );

  /** Resolved by the first frame that shows points. */
  readonly firstPointsDrawn = Promise.withResolvers<void>();
  readonly preferences: Preferences;
  readonly filter = new LabelFilter();
  readonly connection: EngineConnection;
  readonly rows: CollectionRows;
  readonly points: PointEditing;
  readonly details = new DetailsCache((index) => this.connection.call('pointDetails', index));
  #nextNotice = 1;
  #histogramsOf = '';
  /** Hash of the model whose latent space the decoded points are in. */
  #pointsOf = '';

  constructor(openSocket: () => Socket, storage: Pick<Storage, 'getItem' | 'setItem'>, fetch = fetchRows) {
    this.preferences = new Preferences(storage);
    this.connection = new EngineConnection({
      openSocket,
      events: this.#events(),
      onState: (state) => this.#applyState(state),
      onStatus: (status) => (this.status = status),
    });
    this.rows = new CollectionRows(fetch, (error) => this.#rowsFailed(error));
    this.points = new PointEditing(this);
  }

  /** Runs a call and tells the person when it fails. Resolves to undefined then. */
  async run<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>> | undefined> {
    try {
      return await this.connection.call(name, ...args);
    } catch (error) {
      this.notify(error);
      return undefined;
    }
  }

  /** As run, with words shown while it takes. */
  async runBusy<Name extends keyof EngineCalls>(
    words: string,
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>> | undefined> {
    this.busyWith = words;
    // Whoever does the next thing has read what went wrong with the last.
    this.notices = [];
    try {
      return await this.run(name, ...args);
    } finally {
      if (this.busyWith === words) this.busyWith = null;
    }
  }

  notify(error: unknown): void {
    const data = EngineError.toData(error);
    // A cancelled call is what the person asked for, and the banner tells of a lost engine.
    if (data.code === 'cancelled' || data.code === 'engine-lost') return;
    const others = this.notices.filter((notice) => notice.error.message !== data.message);
    this.notices = [...others, { id: this.#nextNotice++, error: data }].slice(-4);
  }

  /** What a point is called: the image's name once it is known, the decoded point's own name. */
  nameOf(point: PointRef): string {
    if (point.kind === 'image') return this.details.nameOf(point.index);
    return this.points.history.find(point.id)?.name ?? 'point';
  }

  dismissNotice(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #rowsFailed(error: unknown): void {
    // While the engine is away every fetch fails; the state that comes with it sets the rows going again.
    if (this.status === 'open') this.notify(error);
  }

  #applyState(state: EngineState): void {
    this.host = state.host;
    this.version = state.version;
    this.jobs = state.jobs;
    this.training = state.training;
    this.bundled = state.bundled;
    this.recent = state.recent;
    this.settings = state.settings;
    this.restoring = state.restoring;
    for (const error of state.notices) this.notify(error);
    // After a restart of the engine what is on screen stays until the engine has opened it again.
    if (state.model || !state.restoring) this.#setModel(state.model);
    if (state.collection || !state.restoring) {
      this.projection = state.projection;
      this.#setCollection(state.collection);
    }
    this.points.refresh();
  }

  #setModel(model: EngineState['model']): void {
    // Points of another latent space mean nothing in this one. The same model after a restart keeps them.
    if (model && model.hash !== this.#pointsOf) {
      this.points.clear();
      this.#pointsOf = model.hash;
    }
    this.model = model;
  }

  #setCollection(collection: EngineState['collection']): void {
    if (collection?.id !== this.collection?.id) {
      this.filter.clear();
      this.histograms = null;
      this.hover = null;
      this.points.forgetImages();
      this.details.clear();
    }
    this.collection = collection;
    this.#syncRows();
    void this.#fetchHistograms();
  }

  #syncRows(): void {
    this.rows.sync(this.collection, this.projection?.version ?? null);
  }

  async #fetchHistograms(): Promise<void> {
    const collection = this.collection;
    if (!collection || collection.count === 0 || collection.state === 'encoding') return;
    const key = `${collection.id} ${collection.count}`;
    if (this.histograms && key === this.#histogramsOf) return;
    try {
      const histograms = await this.connection.call('histograms');
      if (collection.id !== this.collection?.id) return;
      this.histograms = histograms;
      this.#histogramsOf = key;
    } catch {
      // Sliders work without histograms behind them; the next change of the collection asks again.
    }
  }

  #events(): EngineEvents {
    return {
      restored: (state) => this.#applyState(state),
      modelChanged: (model) => this.#setModel(model),
      collectionChanged: (collection) => this.#setCollection(collection),
      projectionChanged: (projection) => {
        this.projection = projection;
        this.#syncRows();
      },
      jobChanged: (job) => {
        const known = this.jobs.some((each) => each.id === job.id);
        this.jobs = known ? this.jobs.map((each) => (each.id === job.id ? job : each)) : [...this.jobs, job];
      },
      jobDismissed: (id) => {
        this.jobs = this.jobs.filter((job) => job.id !== id);
      },
      trainingProgress: (progress) => (this.training = progress),
      trainingDone: (result) => (this.trainingResult = result),
      recentChanged: (recent) => (this.recent = recent),
      settingsChanged: (settings) => (this.settings = settings),
      notice: (error) => this.notify(error),
    };
  }
}
