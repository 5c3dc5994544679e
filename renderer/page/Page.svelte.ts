import { Commands } from '../commands/Commands.ts';
import { fetchColumn } from '../connection/fetchColumn.ts';
import { fetchOrder } from '../connection/fetchOrder.ts';
import { fetchPatch } from '../connection/fetchPatch.ts';
import { fetchRows } from '../connection/fetchRows.ts';
import { fetchTiles } from '../connection/fetchTiles.ts';
import { DocumentState } from '../document/DocumentState.svelte.ts';
import { PointEditing } from '../document/PointEditing.svelte.ts';
import { PointNearness } from '../document/PointNearness.svelte.ts';
import { PointPlaces } from '../document/PointPlaces.svelte.ts';
import { CollectionRows } from '../rows/CollectionRows.svelte.ts';
import { Columns } from '../rows/Columns.svelte.ts';
import { DistanceWalk } from '../rows/DistanceWalk.ts';
import { RowDetails } from '../rows/RowDetails.ts';
import { RowFlags } from '../rows/RowFlags.svelte.ts';
import { RowLatents } from '../rows/RowLatents.ts';
import { RowOrder } from '../rows/RowOrder.svelte.ts';
import { RowSearch } from '../rows/RowSearch.svelte.ts';
import { RowTiles } from '../rows/RowTiles.ts';
import { CameraMemory } from './CameraMemory.ts';
import { Comparison } from './Comparison.svelte.ts';
import { Dialogs } from './Dialogs.svelte.ts';
import { Layout } from './Layout.svelte.ts';
import { Notices } from './Notices.svelte.ts';
import { PageTimings } from './PageTimings.ts';
import { Preferences } from './Preferences.svelte.ts';
import { Workspace } from './Workspace.svelte.ts';
import type { PointRef } from '../../protocol/document.ts';
import type { Socket } from '../connection/EngineConnection.ts';
import type { Feature } from '../features/Feature.ts';
import type { WalkContext } from '../rows/DistanceWalk.ts';
import type { LatentScene } from '../scene/LatentScene.ts';

/** What the pointer is over. Screen place in CSS pixels of the canvas. */
export interface Hover {
  point: PointRef;
  x: number;
  y: number;
}

/** A hand has let a point go over another image or point. */
export interface Dropped {
  /** What it took up: an image, or a decoded point at the z that it had. */
  readonly from: { readonly point: PointRef; readonly z: Float32Array | null };
  readonly onto: PointRef;
}

/**
 * What features share, each part a module of its own: what the engine has open, its rows, the person's document, and
 * the page's own state. A panel names in its props which parts it uses.
 */
export class Page {
  readonly features: readonly Feature[];
  readonly notices = new Notices();
  readonly dialogs = new Dialogs();
  readonly timings = new PageTimings();
  readonly workspace: Workspace;
  readonly preferences: Preferences;
  readonly layout: Layout;
  readonly rows: CollectionRows;
  readonly latents: RowLatents;
  readonly columns: Columns;
  readonly flags = new RowFlags();
  readonly search: RowSearch;
  readonly order: RowOrder;
  readonly walk: DistanceWalk;
  /** Thumbnails outside the scene. */
  readonly tiles = new RowTiles(fetchTiles);
  readonly details: RowDetails;
  readonly document: DocumentState;
  readonly points: PointEditing;
  /** Where their z are in the view. */
  readonly places: PointPlaces;
  /** Where the selected one lies among the images. */
  readonly nearness: PointNearness;
  readonly comparison: Comparison;
  readonly camera: CameraMemory;
  readonly commands: Commands;
  hover = $state.raw<Hover | null>(null);
  /** Known until another drag begins, or something else is selected. */
  dropped = $state.raw<Dropped | null>(null);
  /** Comes and goes with its canvas. */
  scene = $state.raw<LatentScene | null>(null);
  /** Resolved by the first frame that shows points. */
  readonly firstPointsDrawn = Promise.withResolvers<void>();
  /** Hash of the model whose latent space the decoded points are in. */
  #latentSpace = '';
  /** The same of the model that is open, while another in training is seen. */
  #openLatentSpace = '';
  /** The state of a training that rows are seen in; '' while they are as they are kept. */
  #seen = '';

  constructor(openSocket: () => Socket, features: readonly Feature[], fetch = fetchRows) {
    this.features = features;
    const notify = (error: unknown) => this.notices.notify(error);
    this.workspace = new Workspace(openSocket, this.notices, {
      modelChanged: () => this.#modelChanged(),
      collectionChanged: () => this.#collectionChanged(),
      projectionChanged: () => this.#syncRows(),
      documentReplaced: (id, document, label) => {
        this.document.replaced(id, document, label);
        this.points.refresh();
      },
      preferencesTold: (preferences, isReconnected) => this.preferences.take(preferences, isReconnected),
    });
    const { connection } = this.workspace;
    this.preferences = new Preferences((change) => connection.call('setPreferences', change));
    this.layout = new Layout(this.preferences);
    this.rows = new CollectionRows(fetch, (error) => {
      // While the engine is away every fetch fails; the state that comes with it sets the rows going again.
      if (this.workspace.status === 'open') notify(error);
    });
    this.latents = new RowLatents(fetch);
    this.columns = new Columns(fetchColumn, (error) => {
      if (this.workspace.status === 'open') notify(error);
    });
    this.search = new RowSearch((query) => connection.call('searchRows', query), notify);
    this.order = new RowOrder(fetchOrder, this.flags, (error) => {
      if (this.workspace.status === 'open') notify(error);
    });
    this.details = new RowDetails((row) => connection.call('pointDetails', row));
    this.document = new DocumentState(
      {
        load: (collectionId) => connection.call('document', collectionId),
        save: (collectionId, document) => connection.call('saveDocument', collectionId, document),
      },
      notify,
    );
    const { workspace, document, latents, rows, preferences } = this;
    const nearness = (z: number[], k: number) => connection.call('nearness', z, k);
    this.nearness = new PointNearness(nearness);
    this.places = new PointPlaces({
      get projection() {
        return workspace.projection;
      },
      place: (z) => connection.call('placeLatents', z),
    });
    this.points = new PointEditing({
      connection,
      document,
      latents,
      get model() {
        return workspace.model;
      },
      get projection() {
        return workspace.projection;
      },
      places: this.places,
      get staysNearData() {
        return preferences.staysNearData && !workspace.live;
      },
      nearness,
      rowPosition: (row) => rows.positionOf(row),
      fetchPatch: (view, at) => {
        const { id = '', latentSize = 0 } = workspace.collection ?? {};
        return fetchPatch(id, view, at, latentSize);
      },
      nameOf: (point) => this.nameOf(point),
      notify,
    });
    this.walk = new DistanceWalk(this.#walkContext());
    this.comparison = new Comparison({ document, points: this.points });
    this.camera = new CameraMemory((view) => this.document.setView(view));
    this.commands = new Commands(this, features);
  }

  /** What a point is called: the image's name once it is known, the decoded point's own name. Reactive. */
  nameOf(point: PointRef): string {
    if (point.kind === 'image') return this.details.nameOf(point.index);
    return this.points.find(point.id)?.name ?? 'point';
  }

  /** The same for what shows it and waits for it: an image's name is asked for. */
  askedNameOf(point: PointRef): string {
    return point.kind === 'image' ? this.details.askedName(point.index) : this.nameOf(point);
  }

  /** z of an image or of a decoded point, [D] float32. Rejects where there is none (any more). */
  async latentOf(point: PointRef): Promise<Float32Array> {
    if (point.kind === 'image') return this.latents.load(point.index);
    const found = this.points.find(point.id);
    if (!found) throw new Error('The decoded point is gone.');
    return found.z;
  }

  /** Selects an image as a step within the order that is shown, which stays as it is. */
  stepTo(row: number): void {
    this.order.stepsTo(row);
    this.points.select({ kind: 'image', index: row });
  }

  /** Unfolds the dock at one of its tabs. */
  showInDock(title: string): void {
    this.preferences.dockTab = title;
    this.layout.dockOpen = true;
  }

  /** Takes an edit back, or makes it again; what is missing of the points then shown is decoded. */
  async stepHistory(direction: 'undo' | 'redo'): Promise<void> {
    this.points.commitMove();
    const { history } = this.document;
    const label = direction === 'undo' ? history.undoLabel : history.redoLabel;
    const stepping = history[direction]();
    this.points.refresh();
    await stepping.then(
      () => label && this.notices.say(`${direction === 'undo' ? 'Undone' : 'Done again'}: ${label}`),
      (error: unknown) => this.notices.notify(error),
    );
  }

  /** Takes edits back, or makes them again, until so many of history's steps are done. Stops where one fails. */
  async jumpInHistory(past: number): Promise<void> {
    const { history } = this.document;
    for (let now = history.steps.past; now !== past; now = history.steps.past) {
      await this.stepHistory(past < now ? 'undo' : 'redo');
      if (history.steps.past === now) return;
    }
  }

  /** Hands to the engine what it has not been given yet: the page may be going away. */
  leave(): void {
    this.points.commitMove();
    this.camera.keepNow();
    void this.document.flush();
  }

  #walkContext(): WalkContext {
    const { flags, workspace, points, notices } = this;
    return {
      fetch: fetchOrder,
      flags,
      get collection() {
        return workspace.collection;
      },
      get selected() {
        return points.selected;
      },
      select: (point) => (point.kind === 'image' ? this.stepTo(point.index) : points.select(point)),
      latentOf: (point) => this.latentOf(point),
      nameOf: async (point) =>
        point.kind === 'image' ? (await this.details.get(point.index)).name : this.nameOf(point),
      say: (words) => notices.say(words),
    };
  }

  #modelChanged(): void {
    const { model, live } = this.workspace;
    // Points of another latent space mean nothing in this one. The same model after a restart keeps them.
    if (!model || model.hash === this.#latentSpace) return;
    this.camera.finish();
    const isBack = !live && model.hash === this.#openLatentSpace;
    if (live || isBack) {
      this.document.setAside(live?.jobId ?? null);
      if (!live) this.camera.restoreWithPoints(this.document.value.view);
    } else if (this.#latentSpace) void this.document.open(null);
    this.points.reset();
    this.places.reset();
    this.#latentSpace = model.hash;
    if (!live) this.#openLatentSpace = model.hash;
  }

  #collectionChanged(): void {
    const { collection } = this.workspace;
    const id = collection?.id ?? null;
    if (id !== this.details.collectionId) {
      this.camera.finish();
      this.order.reset();
      this.comparison.reset();
      this.hover = null;
    }
    const { revision = 0, columns = [], count = 0, latentSize = 0, tileSize = 0 } = collection ?? {};
    this.details.reset(id, [revision, ...columns.map(({ version }) => version)].join(' '));
    const { live } = this.workspace;
    const seen = live ? `${live.jobId} ${live.version}` : '';
    this.latents.reset(`${id} ${revision} ${seen}`, id, latentSize, live ? 'liveLatents' : 'latents');
    this.tiles.reset(`${id} ${revision}`, id ?? '', tileSize);
    this.columns.sync(id, columns, count, revision);
    void this.document.open(id).then(() => this.points.refresh());
    if (seen !== this.#seen && live) this.points.weightsChanged();
    this.#seen = seen;
    this.#syncRows();
  }

  #syncRows(): void {
    const { collection, projection, live } = this.workspace;
    this.rows.sync(collection, projection, live?.jobId ?? null);
  }
}
