import { imageLooks } from '../../protocol/imageLooks.ts';
import { EngineConnection } from '../connection/EngineConnection.ts';
import type { ColumnCalls, EngineCalls, EngineEvents, EngineState, HostName } from '../../protocol/calls.ts';
import type { HourglassDocument } from '../../protocol/document.ts';
import type { LatentHistograms } from '../../protocol/collection.ts';
import type { JobInfo } from '../../protocol/job.ts';
import type { Preferences } from '../../protocol/preferences.ts';
import type { ConnectionStatus, Socket } from '../connection/EngineConnection.ts';
import { modelInTraining } from './modelInTraining.ts';
import type { Notices } from './Notices.svelte.ts';

/** Who follows what is open: the page's own modules. Each is told after the workspace has changed. */
export interface WorkspaceFollower {
  modelChanged(): void;
  /** Also when the same collection has grown, and when it is there again with an engine that was restarted. */
  collectionChanged(): void;
  projectionChanged(): void;
  preferencesTold(preferences: Preferences, isReconnected: boolean): void;
  documentReplaced(collectionId: string, document: HourglassDocument, label: string): void;
}

/** What the engine has open, mirrored here, and the calls that change it. */
export class Workspace {
  status = $state<ConnectionStatus>('connecting');
  host = $state<HostName>('browser');
  version = $state('');
  model = $state.raw<EngineState['model']>(null);
  collection = $state.raw<EngineState['collection']>(null);
  projection = $state.raw<EngineState['projection']>(null);
  /** The model in training that rows are seen through; model, collection and projection are then as it has them. */
  live = $state.raw<EngineState['live']>(null);
  /** Images that were opened while no model, or one without an encoder, was. */
  waiting = $state.raw<EngineState['waiting']>(null);
  jobs = $state.raw<readonly JobInfo[]>([]);
  bundled = $state.raw<EngineState['bundled']>([]);
  recent = $state.raw<EngineState['recent']>([]);
  settings = $state.raw<EngineState['settings']>({ provider: 'auto', fit: null, background: null });
  histograms = $state.raw<LatentHistograms | null>(null);
  /** The engine is opening what was open last. */
  restoring = $state(false);
  /** What is being opened, in words, while the engine has not answered. */
  busyWith = $state<string | null>(null);
  /** Files handed over to the engine of those dropped. */
  upload = $state.raw<{ done: number; total: number } | null>(null);

  /** The bundled model whose own samples are open, by name; a person's images may be open through one as well. */
  readonly openBundled = $derived(
    this.model?.bundled && this.collection?.samplesOf === this.model.path ? this.model.path : null,
  );

  /** How images are brought to the open model. */
  readonly looks = $derived(imageLooks(this.model?.json ?? null, this.settings));

  /** The same while only something of the collection changes: what depends on it is not told of that. */
  readonly collectionId = $derived(this.collection?.id ?? null);

  readonly connection: EngineConnection;
  readonly #notices: Notices;
  readonly #follower: WorkspaceFollower;
  #histogramsOf = '';
  /** What is open, as the engine told it last. */
  #told: Pick<EngineState, 'model' | 'collection' | 'projection' | 'live'> = {
    model: null,
    collection: null,
    projection: null,
    live: null,
  };

  constructor(openSocket: () => Socket, notices: Notices, follower: WorkspaceFollower) {
    this.#notices = notices;
    this.#follower = follower;
    this.connection = new EngineConnection({
      openSocket,
      events: this.#events(),
      onState: (state) => this.#applyState(state),
      onStatus: (status) => (this.status = status),
    });
  }

  /** What changes the columns of the open collection. */
  readonly columnCalls: Omit<ColumnCalls, 'searchRows'> = {
    setTag: (change) => this.connection.call('setTag', change),
    removeTag: (name) => this.connection.call('removeTag', name),
    setNote: (row, text) => this.connection.call('setNote', row, text),
    removeColumn: (name) => this.connection.call('removeColumn', name),
  };

  /** Runs a call and tells the person when it fails. Resolves to undefined then. */
  async run<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>> | undefined> {
    try {
      return await this.connection.call(name, ...args);
    } catch (error) {
      this.#notices.notify(error);
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
    this.#notices.clear();
    try {
      return await this.run(name, ...args);
    } finally {
      if (this.busyWith === words) this.busyWith = null;
    }
  }

  #applyState(state: EngineState): void {
    this.host = state.host;
    this.version = state.version;
    this.jobs = state.jobs;
    this.bundled = state.bundled;
    this.recent = state.recent;
    this.settings = state.settings;
    this.restoring = state.restoring;
    this.waiting = state.waiting;
    this.#follower.preferencesTold(state.preferences, true);
    for (const error of state.notices) this.#notices.notify(error);
    this.#told.live = state.live;
    // After a restart of the engine what is on screen stays until the engine has opened it again.
    if (state.model || !state.restoring) this.#setModel(state.model);
    if (state.collection || !state.restoring) {
      this.#told.projection = state.projection;
      this.#setCollection(state.collection);
    }
  }

  #setModel(model: EngineState['model']): void {
    this.#told.model = model;
    this.#show();
    this.#follower.modelChanged();
  }

  #setCollection(collection: EngineState['collection']): void {
    if (collection?.id !== this.collection?.id) this.histograms = null;
    this.#told.collection = collection;
    // A model in training is seen with its own collection only.
    const wasLive = this.live !== null;
    this.#show();
    if (wasLive !== (this.live !== null)) this.#follower.modelChanged();
    this.#follower.collectionChanged();
    void this.#fetchHistograms();
  }

  #setLive(live: EngineState['live']): void {
    const { live: before } = this;
    this.#told.live = live;
    this.#show();
    if (before?.jobId !== this.live?.jobId) {
      this.histograms = null;
      this.#follower.modelChanged();
    }
    if (before || this.live) this.#follower.collectionChanged();
    if (!this.live) void this.#fetchHistograms();
  }

  /** What is seen: what is open, or the open images through a model in training. */
  #show(): void {
    const { model, collection, projection, live } = this.#told;
    this.live = live?.collectionId === collection?.id ? live : null;
    this.model = this.live ? modelInTraining(model, this.live) : model;
    this.collection =
      this.live && collection
        ? { ...collection, latentSize: this.live.latentSize, unlike: null }
        : collection;
    this.projection = this.live?.projection ?? projection;
  }

  async #fetchHistograms(): Promise<void> {
    const collection = this.collection;
    if (!collection || collection.count === 0 || collection.state === 'encoding' || this.live) return;
    const key = `${collection.id} ${collection.count}`;
    if (this.histograms && key === this.#histogramsOf) return;
    try {
      const histograms = await this.connection.call('histograms');
      if (collection.id !== this.collection?.id || this.live) return;
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
      liveChanged: (live) => this.#setLive(live),
      projectionChanged: (projection) => {
        this.#told.projection = projection;
        this.#show();
        this.#follower.projectionChanged();
      },
      waitingChanged: (waiting) => (this.waiting = waiting),
      jobChanged: (job) => {
        const known = this.jobs.some((each) => each.id === job.id);
        this.jobs = known ? this.jobs.map((each) => (each.id === job.id ? job : each)) : [...this.jobs, job];
      },
      jobDismissed: (id) => {
        this.jobs = this.jobs.filter((job) => job.id !== id);
      },
      recentChanged: (recent) => (this.recent = recent),
      settingsChanged: (settings) => (this.settings = settings),
      preferencesChanged: (preferences) => this.#follower.preferencesTold(preferences, false),
      documentReplaced: (id, document, label) => this.#follower.documentReplaced(id, document, label),
      notice: (error) => this.#notices.notify(error),
    };
  }
}
