import { randomUUID } from 'node:crypto';
import { EngineError } from '../../../protocol/EngineError.ts';
import {
  BASE_VIEW,
  chartOf,
  positionOfLatent,
  projectRows,
  type AffineView,
  type CurvedMethod,
  type CurvedView,
  type Projection,
} from '../../../protocol/projection.ts';
import type { AxisChoice, KeptView } from '../../../protocol/views.ts';
import { fitPcaAside } from '../../latents/fitPcaAside.ts';
import {
  axesView,
  axisName,
  componentsFor,
  spreadAxes,
  type AxesSource,
} from '../../projections/axesView.ts';
import type { CollectionStore } from '../../store/CollectionStore.ts';
import type { AllLatents } from '../AllLatents.ts';
import { latentsHere } from '../latentsHere.ts';
import { CurvedPlaces, emptyPlaces } from './CurvedPlaces.ts';
import type { StoredView, ViewFiles } from './ViewFiles.ts';

export interface CollectionViewsOptions {
  store: CollectionStore;
  latents: AllLatents;
  files: ViewFiles;
  latentNames: readonly string[] | undefined;
  /** Another view is shown, or the same with other places. */
  onShown(): void;
  /** There are others to choose from. */
  onKept(): void;
}

/** A view that a person made, ready to be shown. */
type Shown = { view: AffineView } | { view: CurvedView; places: CurvedPlaces };

/** What a curved view is computed as. */
export interface CurvedStart {
  method: CurvedMethod;
  dims: 2 | 3;
  title: string;
  /** How, in words. */
  words: string;
}

/** What a collection can be seen in: the view that every one has, and those that a person made. One is shown. */
export class CollectionViews {
  readonly #options: CollectionViewsOptions;
  #base: AffineView | null;
  /** null: the base. */
  #shown: Shown | null = null;
  #stored: StoredView[] = [];
  /** Counts up with every change of places, so that the page fetches them; the base's own goes on from it. */
  #version: number;
  /** The one that a job computes, and what was shown before it. */
  #computing: { view: CurvedView; places: CurvedPlaces; stored: StoredView; before: string } | null = null;
  #closed = false;

  constructor(base: AffineView | null, options: CollectionViewsOptions) {
    this.#options = options;
    this.#base = base;
    this.#version = base?.version ?? 0;
  }

  get shown(): Projection | null {
    const view = this.#shown?.view ?? this.#base;
    return view && { ...view, version: this.#version };
  }

  get kept(): KeptView[] {
    return this.#stored.map((view) => ({
      id: view.id,
      title: view.title,
      dims: view.dims,
      words: view.words,
      kind: view.kind === 'axes' ? 'axes' : view.method,
    }));
  }

  get base(): AffineView | null {
    return this.#base;
  }

  /** Shows again what was shown last, where that can be read. */
  async load(): Promise<void> {
    const { shown, views } = await this.#options.files.load();
    this.#stored = views;
    const found = views.find(({ id }) => id === shown);
    if (!found) return;
    try {
      this.#shown = await this.#ready(found);
      this.#version++;
    } catch {
      // Its places cannot be read: it is computed again by whoever wants it.
      await this.#forget(found.id);
    }
  }

  /** The base is another one, or fits more rows. */
  setBase(base: AffineView): void {
    this.#base = base;
    this.#version = Math.max(this.#version + 1, base.version);
    this.#options.onShown();
  }

  /** @throws EngineError 'not-found' */
  async show(id: string): Promise<void> {
    if (id === BASE_VIEW) this.#shown = null;
    else if (id === this.#computing?.view.id) this.#shown = this.#computing;
    else {
      const found = this.#stored.find((view) => view.id === id);
      if (!found) throw new EngineError('not-found', 'This projection is no longer there; choose another.');
      this.#shown = await this.#ready(found);
    }
    this.#changed();
    await this.#save();
  }

  /** Keeps and shows the view along axes. @returns its id */
  async addAxes(choices: readonly AxisChoice[]): Promise<string> {
    const { latentNames } = this.#options;
    const names = choices.map((choice) => axisName(choice, latentNames));
    const stored: StoredView = {
      id: randomUUID(),
      kind: 'axes',
      title: this.#freeTitle(names.join(' · ')),
      dims: choices.length === 2 ? 2 : 3,
      words: `${choices.length} directions of z: ${names.join(', ')}`,
      axes: [...choices],
    };
    // Before it is kept: axes that cannot be are refused.
    const ready = await this.#ready(stored);
    this.#stored.push(stored);
    this.#shown = ready;
    this.#changed();
    this.#options.onKept();
    await this.#save();
    return stored.id;
  }

  async rename(id: string, title: string): Promise<void> {
    const stored = this.#stored.find((view) => view.id === id);
    if (!stored) throw new EngineError('not-found', 'This projection is no longer there.');
    stored.title = title;
    if (this.#shown?.view.id === id) {
      this.#shown.view.title = title;
      this.#options.onShown();
    }
    this.#options.onKept();
    await this.#save();
  }

  async remove(id: string): Promise<void> {
    if (this.#shown?.view.id === id) this.#shown = null;
    await this.#forget(id);
    this.#changed();
    this.#options.onKept();
    await this.#save();
  }

  /** A job computes a view: it is shown from its first places on, beginning where rows are now. @param id of the job, and of the view */
  begin(id: string, { method, dims, title, words }: CurvedStart): void {
    const name = this.#freeTitle(title);
    const stored: StoredView = { id, kind: 'curved', method, title: name, dims, words };
    const view: CurvedView = {
      ...{ version: 0, id, title: name, dims, kind: 'curved', method, isRefining: true },
      axisNames: ['', '', ''],
      explainedVariance: [0, 0, 0],
    };
    const places = new CurvedPlaces(emptyPlaces(0), dims, this.#options.store.latentSize);
    this.#computing = { view, places, stored, before: this.#shown?.view.id ?? BASE_VIEW };
  }

  /**
   * The job has places for rows.
   * @param rows [n]
   * @param positions [n,dims]
   */
  async refine(id: string, rows: Uint32Array, positions: Float32Array): Promise<void> {
    const latents = await this.#options.latents.get();
    const computing = this.#computing;
    if (computing?.view.id !== id || this.#closed) return;
    const isFirst = computing.places.places.marks.length === 0;
    computing.places.put(rows, positions, latents);
    if (isFirst) this.#shown = computing;
    if (this.#shown === computing) this.#changed();
  }

  /**
   * The job has ended: its view is kept, or what was there before is shown again.
   * @param words how it was made; null where it is not kept
   */
  async end(id: string, words: string | null): Promise<void> {
    const computing = this.#computing;
    if (computing?.view.id !== id) return;
    this.#computing = null;
    const wasShown = this.#shown === computing;
    if (words !== null) {
      computing.view.isRefining = false;
      this.#stored.push({ ...computing.stored, words });
      await this.#options.files.savePlaces(id, computing.places.places);
    }
    if (this.#closed) return;
    if (wasShown && words !== null) this.#changed();
    else if (wasShown) await this.show(computing.before).catch(() => this.show(BASE_VIEW));
    this.#options.onKept();
    await this.#save();
  }

  /** As OpenCollection.positions. */
  async positions(from: number, to: number): Promise<Float32Array<ArrayBuffer>> {
    const shown = this.#shown;
    if (shown && 'places' in shown) {
      await this.#complete(shown);
      // Rows without a place are those without a file: they are not shown.
      return shown.places.places.positions
        .slice(3 * from, 3 * to)
        .map((value) => (Number.isNaN(value) ? 0 : value));
    }
    const chart = shown?.view ?? this.#base;
    if (!chart) return new Float32Array(0);
    return projectRows(chart as AffineView, await this.#options.store.latents(from, to), to - from);
  }

  /**
   * Where z are in the view that is shown.
   * @param z [m,D]
   * @returns [m,3]
   */
  async place(z: Float32Array, m: number): Promise<{ version: number; positions: number[][] }> {
    const version = this.#version;
    const d = this.#options.store.latentSize;
    const shown = this.#shown;
    if (shown && 'places' in shown) {
      const placed = await shown.places.place(z, m, await this.#options.latents.get());
      const { dims } = shown.view;
      const positions = Array.from({ length: m }, (_, i) =>
        [0, 1, 2].map((k) => (k < dims ? placed[i * dims + k]! : 0)),
      );
      return { version, positions };
    }
    const chart = chartOf(shown?.view ?? this.#base);
    const positions = chart
      ? Array.from({ length: m }, (_, i) => positionOfLatent(chart, z.subarray(i * d, (i + 1) * d)))
      : [];
    return { version, positions };
  }

  /** The rows around a place of the curved view that is shown; null where another is. */
  async patch(version: number, at: readonly number[], m: number) {
    const shown = this.#shown;
    if (!shown || !('places' in shown) || version !== this.#version) return null;
    return shown.places.patch(at, m, await this.#options.latents.get());
  }

  /** Directions of z, as axes of a view have them, with how the data spreads along each. Kept nowhere. */
  async axesOfData(axes: readonly AxisChoice[]): Promise<ReturnType<typeof spreadAxes>> {
    return spreadAxes(axes, await this.#axesSource(axes));
  }

  close(): void {
    this.#closed = true;
  }

  /** Rows that came since, or have another z, are placed among the others. */
  async #complete({ view, places }: { view: CurvedView; places: CurvedPlaces }): Promise<void> {
    const latents = await this.#options.latents.get();
    if (!(await places.complete(latents)) || view.isRefining || this.#closed) return;
    await this.#options.files.savePlaces(view.id, places.places);
  }

  async #axesSource(axes: readonly AxisChoice[]): Promise<AxesSource> {
    const { store, latentNames } = this.#options;
    const d = store.latentSize;
    const latents = await latentsHere(store, store.cursor);
    const n = latents.length / d;
    return { latents, n, d, pca: await fitPcaAside(latents, n, d, componentsFor(axes)), latentNames };
  }

  async #ready(stored: StoredView): Promise<Shown> {
    const { store, files } = this.#options;
    const { id, title, dims } = stored;
    const d = store.latentSize;
    if (stored.kind === 'axes') {
      return {
        view: { ...axesView(stored.axes, await this.#axesSource(stored.axes)), id, title, version: 0 },
      };
    }
    const places = await files.loadPlaces(id);
    if (!places)
      throw new EngineError('not-found', `The places of "${title}" cannot be read; compute it again.`);
    return {
      places: new CurvedPlaces(places, dims, d),
      view: {
        ...{ version: 0, id, title, dims, kind: 'curved', method: stored.method, isRefining: false },
        axisNames: ['', '', ''],
        explainedVariance: [0, 0, 0],
      },
    };
  }

  #freeTitle(title: string): string {
    const taken = new Set(this.#stored.map((view) => view.title));
    for (let number = 1; ; number++) {
      const name = number === 1 ? title : `${title} (${number})`;
      if (!taken.has(name)) return name;
    }
  }

  async #forget(id: string): Promise<void> {
    this.#stored = this.#stored.filter((view) => view.id !== id);
    await this.#options.files.removePlaces(id);
  }

  #changed(): void {
    this.#version++;
    if (!this.#closed) this.#options.onShown();
  }

  async #save(): Promise<void> {
    const id = this.#shown?.view.id ?? BASE_VIEW;
    const shown = this.#stored.some((view) => view.id === id) ? id : BASE_VIEW;
    // The next opening shows the base where the disk does not take it.
    await this.#options.files.save({ shown, views: this.#stored }).catch(() => {});
  }
}
