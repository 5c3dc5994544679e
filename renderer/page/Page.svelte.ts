import { Commands } from '../commands/Commands.ts';
import { fetchColumn } from '../connection/fetchColumn.ts';
import { fetchRows } from '../connection/fetchRows.ts';
import { fetchTiles } from '../connection/fetchTiles.ts';
import { DocumentState } from '../document/DocumentState.svelte.ts';
import { PointEditing } from '../document/PointEditing.svelte.ts';
import { CollectionRows } from '../rows/CollectionRows.svelte.ts';
import { Columns } from '../rows/Columns.svelte.ts';
import { RowDetails } from '../rows/RowDetails.ts';
import { RowFlags } from '../rows/RowFlags.svelte.ts';
import { RowLatents } from '../rows/RowLatents.ts';
import { RowSearch } from '../rows/RowSearch.svelte.ts';
import { RowTiles } from '../rows/RowTiles.ts';
import { CameraMemory } from './CameraMemory.ts';
import { Comparison } from './Comparison.svelte.ts';
import { Dialogs } from './Dialogs.svelte.ts';
import { Notices } from './Notices.svelte.ts';
import { PageTimings } from './PageTimings.ts';
import { Preferences } from './Preferences.svelte.ts';
import { Workspace } from './Workspace.svelte.ts';
import type { PointRef } from '../../protocol/document.ts';
import type { Socket } from '../connection/EngineConnection.ts';
import type { Feature } from '../features/Feature.ts';
import type { LatentScene } from '../scene/LatentScene.ts';

/** What the pointer is over. Screen place in CSS pixels of the canvas, distance in projection units. */
export interface Hover {
  point: PointRef;
  x: number;
  y: number;
  distance: number;
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
  readonly rows: CollectionRows;
  readonly latents: RowLatents;
  readonly columns: Columns;
  readonly flags = new RowFlags();
  readonly search: RowSearch;
  /** Thumbnails outside the scene. */
  readonly tiles = new RowTiles(fetchTiles);
  readonly details: RowDetails;
  readonly document: DocumentState;
  readonly points: PointEditing;
  readonly comparison: Comparison;
  readonly camera: CameraMemory;
  readonly commands: Commands;
  hover = $state.raw<Hover | null>(null);
  /** Comes and goes with its canvas. */
  scene = $state.raw<LatentScene | null>(null);
  /** The tab of the dock that was chosen, by its title; null for the newest comer. */
  dockTab = $state<string | null>(null);
  /** Height of the dock in CSS pixels, 0 while nothing stands in it. */
  dockHeightPx = $state(0);
  /** Resolved by the first frame that shows points. */
  readonly firstPointsDrawn = Promise.withResolvers<void>();
  /** Hash of the model whose latent space the decoded points are in. */
  #latentSpace = '';

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
    this.rows = new CollectionRows(fetch, (error) => {
      // While the engine is away every fetch fails; the state that comes with it sets the rows going again.
      if (this.workspace.status === 'open') notify(error);
    });
    this.latents = new RowLatents(fetch);
    this.columns = new Columns(fetchColumn, (error) => {
      if (this.workspace.status === 'open') notify(error);
    });
    this.search = new RowSearch((query) => connection.call('searchRows', query), notify);
    this.details = new RowDetails((row) => connection.call('pointDetails', row));
    this.document = new DocumentState(
      {
        load: (collectionId) => connection.call('document', collectionId),
        save: (collectionId, document) => connection.call('saveDocument', collectionId, document),
      },
      notify,
    );
    const { workspace, document, latents } = this;
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
      nameOf: (point) => this.nameOf(point),
      notify,
    });
    this.comparison = new Comparison({ document, points: this.points });
    this.camera = new CameraMemory((view) => this.document.setView(view));
    this.commands = new Commands(this, features);
  }

  /** What a point is called: the image's name once it is known, the decoded point's own name. */
  nameOf(point: PointRef): string {
    if (point.kind === 'image') return this.details.nameOf(point.index);
    return this.points.find(point.id)?.name ?? 'point';
  }

  /** Unfolds the dock at one of its tabs. */
  showInDock(title: string): void {
    this.dockTab = title;
    this.preferences.dockOpen = true;
  }

  /** Takes an edit back, or makes it again; what is missing of the points then shown is decoded. */
  async stepHistory(direction: 'undo' | 'redo'): Promise<void> {
    this.points.commitMove();
    const stepping = this.document.history[direction]();
    this.points.refresh();
    await stepping.catch((error: unknown) => this.notices.notify(error));
  }

  /** Hands to the engine what it has not been given yet: the page may be going away. */
  leave(): void {
    this.points.commitMove();
    this.camera.keepNow();
    void this.document.flush();
  }

  #modelChanged(): void {
    const { model } = this.workspace;
    // Points of another latent space mean nothing in this one. The same model after a restart keeps them.
    if (model && model.hash !== this.#latentSpace) {
      this.camera.finish();
      if (this.#latentSpace) void this.document.open(null);
      this.points.reset();
      this.#latentSpace = model.hash;
    }
  }

  #collectionChanged(): void {
    const { collection } = this.workspace;
    const id = collection?.id ?? null;
    if (id !== this.details.collectionId) {
      this.camera.finish();
      this.comparison.reset();
      this.hover = null;
    }
    const { revision = 0, columns = [], count = 0, latentSize = 0, tileSize = 0 } = collection ?? {};
    this.details.reset(id, [revision, ...columns.map(({ version }) => version)].join(' '));
    this.latents.reset(`${id} ${revision}`, id, latentSize);
    this.tiles.reset(`${id} ${revision}`, id ?? '', tileSize);
    this.columns.sync(id, columns, count, revision);
    void this.document.open(id).then(() => this.points.refresh());
    this.#syncRows();
  }

  #syncRows(): void {
    const { collection, projection } = this.workspace;
    this.rows.sync(collection, projection?.version ?? null);
  }
}
