import {
  UNREADABLE_TOLD,
  type CollectionInfo,
  type LatentHistograms,
  type PointDetails,
} from '../../protocol/collection.ts';
import type { ColumnValues } from '../../protocol/columns.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { Nearness } from '../../protocol/nearness.ts';
import type { Projection } from '../../protocol/projection.ts';
import type { Separation } from '../../protocol/document.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';
import type { UnlikeRemark } from '../../protocol/unlike.ts';
import { separationOf } from '../analysis/separationOf.ts';
import { unlikeRemark } from '../analysis/unlikeRemark.ts';
import { fitPcaAside } from '../latents/fitPcaAside.ts';
import { latentHistograms } from '../latents/histograms.ts';
import { mirrorAxes } from '../latents/alignProjection.ts';
import { meanOfRows } from '../latents/meanOfRows.ts';
import { isRefitDue, NATIVE_SIZE, nativeProjection, pcaProjection } from '../latents/projection.ts';
import { rowsOf } from '../latents/rowsOf.ts';
import { measureNearness, measureSpacing, type SpacedRows } from '../projections/measureNearness.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { CollectionStore } from '../store/CollectionStore.ts';
import { readLikeness, writeLikeness, type KeptLikeness } from '../store/LikenessFile.ts';
import { CollectionQueries } from '../store/queries/CollectionQueries.ts';
import type { StoredSource } from '../store/readRows.ts';
import type { StoreCursor } from '../store/StoreInfo.ts';
import { chosenRows } from '../operations/chosenRows.ts';
import { AllLatents, type LatentRows } from './AllLatents.ts';
import { latentsHere } from './latentsHere.ts';
import type { KeptProjection } from './ProjectionFiles.ts';
import { CollectionViews } from './views/CollectionViews.ts';
import { ViewFiles } from './views/ViewFiles.ts';

export interface OpenCollectionEvents {
  onCollection(info: CollectionInfo): void;
  onProjection(projection: Projection): void;
  /** What nobody waited for has failed. */
  onFailure(error: unknown): void;
}

export interface OpenCollectionOptions {
  samplesOf: string | null;
  latentNames: string[] | undefined;
  /** The view as it was when the collection was open last. */
  projection: KeptProjection | null;
  keepProjection(kept: KeptProjection): Promise<void>;
  /** Where the views that a person made of it are kept. */
  viewsFolder: string;
  /** Says which decoder draws its images; null where the model has none. */
  drawnBy: string | null;
}

/** Growth is told at most this often. */
const TELL_EVERY_MS = 100;

/** The collection on screen: its store, read as rows arrive, and the views of it that follow them. */
export class OpenCollection {
  readonly id: string;
  readonly store: CollectionStore;
  readonly queries: CollectionQueries;
  readonly views: CollectionViews;
  /** The model whose own samples these are; null for a person's images, also among samples. */
  samplesOf: string | null;
  readonly #options: OpenCollectionOptions;
  #events: OpenCollectionEvents | null = null;
  #cursor: StoreCursor;
  readonly #latents: AllLatents;
  #spacing: { of: LatentRows; value: Promise<SpacedRows> } | null = null;
  /** Rows and revision that the base view was fitted to. */
  #fitted: { count: number; revision: number };
  #fit: Promise<void> = Promise.resolve();
  #fitQueued = false;
  #histograms: { of: string; value: Promise<LatentHistograms> } | null = null;
  #tellTimer: ReturnType<typeof setTimeout> | null = null;
  /** Rows were being encoded, and it has not been told that they all are and the view fits them. */
  #isEncoding = false;
  /** Its encoding ended before all was there, and did not live to say so. */
  #endedEarly = false;
  /** How the model draws its images; null before that is known. */
  #likeness: KeptLikeness | null = null;
  #closed = false;
  /** The collection before it on screen, where that had the same images in the same rows. */
  #follows: string | null = null;

  /** Owns the store: closes it. */
  constructor(id: string, store: CollectionStore, options: OpenCollectionOptions) {
    this.id = id;
    this.store = store;
    this.queries = new CollectionQueries(store);
    this.samplesOf = options.samplesOf;
    this.#options = options;
    this.#cursor = store.cursor;
    const { projection, latentNames } = options;
    this.#latents = new AllLatents(store);
    this.views = new CollectionViews(projection?.projection ?? null, {
      ...{ store, latents: this.#latents, latentNames, files: new ViewFiles(options.viewsFolder) },
      onShown: () => this.projection && this.#events?.onProjection(this.projection),
      onKept: () => this.tellNow(),
    });
    this.#fitted = { count: projection?.count ?? 0, revision: projection?.revision ?? 0 };
  }

  get info(): CollectionInfo {
    const { name, paths, fit, latentSize, tileSize } = this.store.info;
    const { total, rows, gone, revision } = this.#cursor;
    const unreadableCount = this.store.tables.unreadable.count;
    const unreadable = unreadableCount > 0 ? this.store.unreadable(0, UNREADABLE_TOLD) : [];
    return {
      ...{ id: this.id, name, paths: [...paths], state: this.#state, count: rows, gone, revision },
      total: Math.max(total, rows - gone + unreadableCount),
      ...{ latentSize, columns: this.store.columns(), tileSize, unreadableCount, unreadable, fit },
      ...{ samplesOf: this.samplesOf, unlike: this.#unlike, follows: this.#follows },
      views: this.views.kept,
    };
  }

  get #state(): CollectionInfo['state'] {
    const { state } = this.#cursor;
    if (state === 'encoding' && this.#endedEarly) return 'cancelled';
    return state === 'ready' && this.#isEncoding ? 'encoding' : state;
  }

  get #unlike(): UnlikeRemark | null {
    const { likeness, ownMse = null, isDismissed } = this.#likeness ?? {};
    return likeness && !isDismissed ? unlikeRemark(likeness, ownMse) : null;
  }

  get count(): number {
    return this.#cursor.rows;
  }

  /** Rows whose file is there. */
  get shownCount(): number {
    return this.#cursor.rows - this.#cursor.gone;
  }

  get projection(): Projection | null {
    return this.views.shown;
  }

  /** @param id the collection before it on screen, where that has the same images in the same rows */
  follow(id: string | null): void {
    this.#follows = id;
  }

  /** From now on changes are told: it is the one on screen. */
  attach(events: OpenCollectionEvents): void {
    this.#events = events;
  }

  /** Something was committed to the store, by this process or another: reads how far it is, and tells soon. */
  refresh(): void {
    if (this.#closed) return;
    this.#cursor = this.store.cursor;
    this.#isEncoding ||= this.#cursor.state === 'encoding';
    if (isRefitDue(this.#fitted.count, this.count)) {
      this.refit().catch((error: unknown) => this.#events?.onFailure(error));
    }
    this.#tellTimer ??= setTimeout(() => {
      try {
        this.tellNow();
      } catch (error) {
        // Its folder is gone, or the disk fails.
        this.#events?.onFailure(error);
      }
    }, TELL_EVERY_MS);
  }

  /** What encoded into it is no more, and the view fits what it made: with null all is there, else why not. */
  encodingEnded(error: EngineError | null): void {
    this.#isEncoding = false;
    this.#endedEarly = error !== null;
    this.tellNow();
  }

  /** Fits the projection to all rows there are, unless it is. Resolves when it is in use. */
  refit(): Promise<void> {
    if (!this.#fitQueued) {
      this.#fitQueued = true;
      // One that failed does not keep the next from being tried.
      this.#fit = this.#fit.catch(() => {}).then(() => this.#fitNow());
    }
    return this.#fit;
  }

  /**
   * Mirrors axes of the view so that points stay on the side where they are on screen.
   * @param shown [count,3] where they are, null where that is not known
   */
  async mirrorTo(shown: (count: number) => Float32Array | null): Promise<void> {
    const { base } = this.views;
    const before = shown(this.count);
    if (base?.kind !== 'pca' || this.projection?.id !== base.id || !before) return;
    const { positions } = await this.positions(0, this.count);
    const projection = mirrorAxes(base, before, positions);
    this.views.setBase(projection);
    await this.#options.keepProjection({ ...this.#fitted, projection });
  }

  /** Tells at once what has changed. */
  tellNow(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    if (this.#closed) return;
    this.#cursor = this.store.cursor;
    this.#events?.onCollection(this.info);
  }

  /** @returns [to-from,3] float32 with the version of the projection that they are of */
  async positions(
    from: number,
    to: number,
  ): Promise<{ version: number; positions: Float32Array<ArrayBuffer> }> {
    if (!this.projection) await this.refit();
    const version = this.projection?.version ?? 0;
    return { version, positions: await this.views.positions(from, to) };
  }

  /** z of all rows, and how near they are to each other; the same object until rows are added or change. */
  async spacedRows(): Promise<SpacedRows> {
    const latents = await this.#latents.get();
    if (this.#spacing?.of !== latents) {
      const d = this.store.latentSize;
      const { z: all, rows: n, isGone: leftOut } = latents;
      const value = measureSpacing(all, n, d, leftOut).then((spacing) => ({
        z: all,
        n,
        d,
        leftOut,
        spacing,
      }));
      this.#spacing = { of: latents, value };
    }
    return this.#spacing.value;
  }

  /** Where a z lies among the images. @param k how many of the nearest are told */
  async nearness(z: readonly number[], k: number): Promise<Nearness> {
    this.#checkLatent(z);
    return measureNearness(z, k, await this.spacedRows());
  }

  /**
   * The mean z of rows whose file is there, [D].
   * @throws EngineError 'bad-request' where there is none
   */
  async meanLatent(ranges: RowRanges): Promise<number[]> {
    const rows = chosenRows(this.store, ranges);
    if (rows.length === 0)
      throw new EngineError('bad-request', 'None of these images is there: there is no mean.');
    const { z } = await this.#latents.get();
    return Array.from(meanOfRows(z, this.store.latentSize, rows));
  }

  /** z of the rows whose file is there, of more than `most` as many, spread over all: [n,D]. */
  async spreadLatents(most: number): Promise<Float32Array> {
    const rows = spreadEvenly(chosenRows(this.store), most);
    const { z } = await this.#latents.get();
    return rowsOf(z, rows, this.store.latentSize);
  }

  /**
   * From the mean z of some images to that of others, and how well it separates them.
   * @throws EngineError 'bad-request' where one of the two has no image, or both have the same mean
   */
  async directionBetween(
    from: RowRanges,
    to: RowRanges,
  ): Promise<{ vector: number[]; separation: Separation | null }> {
    const [a, b] = [await this.meanLatent(from), await this.meanLatent(to)];
    const vector = b.map((value, j) => value - a[j]!);
    if (!vector.some((value) => value !== 0)) {
      throw new EngineError(
        'bad-request',
        'Both have the same mean: no direction leads from one to the other.',
      );
    }
    const { z } = await this.#latents.get();
    const rows = [chosenRows(this.store, from), chosenRows(this.store, to)] as const;
    return { vector, separation: separationOf(z, this.store.latentSize, ...rows) };
  }

  /** Where z are in the view that is shown. */
  async place(latents: readonly (readonly number[])[]): Promise<{ version: number; positions: number[][] }> {
    for (const z of latents) this.#checkLatent(z);
    return this.views.place(Float32Array.from(latents.flat()), latents.length);
  }

  #checkLatent(z: readonly number[]): void {
    const { latentSize } = this.store;
    if (z.length === latentSize) return;
    throw new EngineError('bad-request', `Expected a z of ${latentSize} values, got ${z.length}.`);
  }

  async pointDetails(index: number): Promise<PointDetails> {
    this.source(index);
    const { source, isGone, values } = this.store.rowDetails(index);
    const z = Array.from(await this.store.latents(index, index + 1));
    return { index, path: rowPath(source), name: source.name, z, isGone, values };
  }

  /** @throws EngineError 'bad-request' where there is no such row */
  source(index: number): StoredSource {
    if (!(index >= 0 && index < this.count)) {
      throw new EngineError(
        'bad-request',
        `There is no image ${index}: the collection has ${this.count}, counted from 0.`,
      );
    }
    return this.store.sources(index, index + 1)[0]!;
  }

  columnValues(name: string, from: number, to: number): ColumnValues {
    return this.store.columnValues(name, from, to);
  }

  /** Histograms of z, over the rows whose file is there. */
  histograms(): Promise<LatentHistograms> {
    const of = `${this.count} ${this.#cursor.revision}`;
    if (this.#histograms?.of !== of) {
      const { latentSize } = this.store;
      const value = latentsHere(this.store, this.#cursor).then((latents) =>
        latentHistograms(latents, latents.length / latentSize, latentSize),
      );
      this.#histograms = { of, value };
    }
    return this.#histograms.value;
  }

  async setTag(name: string, rows: RowRanges, on: boolean): Promise<{ changed: RowRanges }> {
    const { changed } = await this.store.setTag(name, rows, on);
    this.refresh();
    return { changed };
  }

  async removeTag(name: string): Promise<{ removed: RowRanges }> {
    const removed = await this.store.removeTag(name);
    this.refresh();
    return removed;
  }

  /** @returns what it was */
  async setNote(row: number, text: string): Promise<string> {
    const before = await this.store.setNote(row, text);
    this.refresh();
    return before;
  }

  /** Takes away a column that an operation computed. */
  async removeColumn(name: string): Promise<void> {
    const column = this.store.columns().find((each) => each.name === name);
    if (column?.origin !== 'operation') {
      throw new EngineError('bad-request', `"${name}" is no column that was measured.`);
    }
    await this.store.removeColumn(name);
    this.refresh();
  }

  /** Reads how the model draws its images, as a job has measured it. */
  async readLikeness(): Promise<void> {
    const { drawnBy } = this.#options;
    if (drawnBy === null || this.#closed) return;
    const wasDismissed = this.#likeness?.isDismissed ?? false;
    this.#likeness = await readLikeness(this.store.folder, drawnBy);
    // A job that began before it was dismissed has not seen that.
    if (wasDismissed) await this.dismissUnlike();
  }

  /** Takes the remark away that these images are unlike those the model learned from, for good. */
  async dismissUnlike(): Promise<void> {
    if (!this.#likeness || this.#likeness.isDismissed) return;
    this.#likeness = { ...this.#likeness, isDismissed: true };
    this.tellNow();
    await writeLikeness(this.store.folder, this.#likeness);
  }

  /** Stops telling, and closes the store. Can be called twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    this.views.close();
    await this.#fit.catch(() => {});
    await this.store.close();
  }

  async #fitNow(): Promise<void> {
    this.#fitQueued = false;
    if (this.#closed) return;
    const cursor = this.store.cursor;
    const { rows, revision } = cursor;
    const isFitted = rows === this.#fitted.count && revision === this.#fitted.revision;
    if (rows - cursor.gone === 0 || (isFitted && this.views.base)) return;
    const before = this.views.base;
    let projection;
    try {
      const { latentSize } = this.store;
      const latents = await latentsHere(this.store, cursor);
      const count = latents.length / latentSize;
      projection =
        latentSize <= NATIVE_SIZE
          ? nativeProjection(latents, count, latentSize, this.#options.latentNames)
          : pcaProjection(await fitPcaAside(latents, count, latentSize, 3), before);
    } catch (error) {
      if (this.#closed) return;
      const { message } = EngineError.toData(error);
      const left = before ? 'The view stays as it was.' : 'Open the images again to try once more.';
      const failure = new EngineError(
        'job-failed',
        `The view could not be fitted to "${this.store.info.name}": ${message} ${left}`,
      );
      // Better the view as it was than none; the next rows, or the next opening, bring the next fit.
      if (!before) throw failure;
      this.#events?.onFailure(failure);
      return;
    }
    this.#fitted = { count: rows, revision };
    if (this.#closed) return;
    this.views.setBase(projection);
    await this.#options.keepProjection({ ...this.#fitted, projection });
  }
}
