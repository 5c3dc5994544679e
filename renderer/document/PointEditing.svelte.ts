import { chartOf } from '../../protocol/projection.ts';
import { AffineDrag, type DragChart } from '../drag/DragChart.ts';
import { CurvedDrag } from '../drag/CurvedDrag.ts';
import { latentOf, sameLatent } from './DecodedPoint.ts';
import { addPoint, deletePoint, movePoint, renamePoint } from './edits.ts';
import { NearData } from './NearData.ts';
import { PointDecoder } from './PointDecoder.ts';
import { PointImages } from './PointImages.ts';
import { samePointRef, selectOnly, toggleRow } from './selection.ts';
import type { Nearness } from '../../protocol/nearness.ts';
import type { PointOrigin, PointRef } from '../../protocol/document.ts';
import type { CurvedView, Projection, ViewPosition } from '../../protocol/projection.ts';
import type { Patch } from '../connection/fetchPatch.ts';
import type { EngineConnection } from '../connection/EngineConnection.ts';
import type { RowLatents } from '../rows/RowLatents.ts';
import type { RgbaImage } from '../scene/sceneTypes.ts';
import type { DecodedImage } from './DecodedImage.ts';
import type { DecodedPoint } from './DecodedPoint.ts';
import type { DocumentState } from './DocumentState.svelte.ts';
import type { AwaitedMove, PointMove } from './PointMove.ts';
import type { PointPlaces } from './PointPlaces.svelte.ts';

/** What point editing needs to know of the page around it. */
export interface EditingContext {
  readonly connection: Pick<EngineConnection, 'decode'>;
  readonly document: DocumentState;
  readonly latents: Pick<RowLatents, 'peek' | 'load'>;
  readonly model: { readonly hasDecoder: boolean } | null;
  readonly projection: Projection | null;
  readonly places: PointPlaces;
  /** A point in the hand does not leave the images. */
  readonly staysNearData: boolean;
  nearness(z: number[], k: number): Promise<Nearness>;
  /** Where a row is shown; null where it is not (yet). */
  rowPosition(row: number): ViewPosition | null;
  /** The rows around a place of a curved view. */
  fetchPatch(view: CurvedView, at: ViewPosition): Promise<Patch>;
  /** What an image or a point is called. */
  nameOf(point: PointRef): string;
  notify(error: unknown): void;
}

/** Told of every move at once, past the interface's own update: the scene. */
export interface PointView {
  updateProbe(id: string, position: ViewPosition, image?: RgbaImage, stampMs?: number): void;
}

/** A chart is asked for again where the view has become another meanwhile. */
const CHART_ATTEMPTS = 4;

/** Selecting, moving, naming and deleting points: pointer, sliders and keys all end here and move the same point. */
export class PointEditing {
  readonly decoder: PointDecoder;
  /** The newest decoded image, of whichever point. */
  lastDecoded = $state.raw<DecodedImage | null>(null);
  view: PointView | null = null;
  readonly #context: EditingContext;
  readonly #images = new PointImages();
  readonly #nearData: NearData;
  #move = $state.raw<PointMove | null>(null);
  #awaited: AwaitedMove | null = null;
  /** By how much the hand has moved it, [3]; null where no hand did. */
  #delta: ViewPosition | null = null;
  /** When it did so last, as performance.now() counts. */
  #stampMs = 0;
  #revision = $state(0);

  constructor(context: EditingContext) {
    this.#context = context;
    this.#nearData = new NearData(
      (z, k) => context.nearness(z, k),
      () => this.#again(),
    );
    this.decoder = new PointDecoder({
      decode: (z, stampMs) => context.connection.decode(z, stampMs),
      onImage: (id, image, stampMs) => this.#onImage(id, image, stampMs),
      onError: (error) => context.notify(error),
    });
  }

  /** Grows when a move begins or ends, but not with its steps: those are the scene's hot path. */
  get revision(): number {
    return this.#revision;
  }

  /** The points as they are shown: with the one being moved where the hand has it. */
  readonly shown = $derived.by((): readonly DecodedPoint[] => {
    const move = this.#move;
    const all: DecodedPoint[] = this.#context.document.points.map((point) => ({
      id: point.id,
      name: point.name,
      origin: point.origin,
      z: move?.id === point.id ? move.z : latentOf(point),
      image: this.#images.get(point.id),
    }));
    if (move?.isNew) {
      const { id, name, origin, z } = move;
      all.push({ id, name, origin, z, image: this.#images.get(id) });
    }
    return all;
  });

  /** What is selected: the point under the hand while there is one. */
  readonly selected = $derived.by((): PointRef | null =>
    this.#move ? { kind: 'probe', id: this.#move.id } : this.#context.document.selection.primary,
  );

  /** The decoded point that is selected, if one is. */
  readonly selectedPoint = $derived.by((): DecodedPoint | null =>
    this.selected?.kind === 'probe' ? this.find(this.selected.id) : null,
  );

  /** A point is under the hand, or an image whose z is on its way. */
  get isMoving(): boolean {
    return this.#move !== null || this.#awaited !== null;
  }

  find(id: string): DecodedPoint | null {
    return this.shown.find((point) => point.id === id) ?? null;
  }

  /** The newest that was drawn of a point; null where nothing was (yet). Not told of: the scene is given it at once. */
  imageOf(id: string): DecodedImage | null {
    return this.#images.get(id);
  }

  /** Selects one point alone, or nothing. */
  select(point: PointRef | null): void {
    this.commitMove();
    const label = point ? `select ${this.#context.nameOf(point)}` : 'select nothing';
    this.#context.document.select(selectOnly(point), label);
  }

  /** Takes an image into the selection, or out of it. */
  toggle(row: number): void {
    this.commitMove();
    const { document, nameOf } = this.#context;
    document.select(toggleRow(document.selection, row), `select ${nameOf({ kind: 'image', index: row })}`);
  }

  /**
   * A move begins at an image or a decoded point. False where nothing can be decoded. An image whose z is not here yet
   * moves as soon as it is, by all that the hand has done meanwhile.
   */
  beginMove(point: PointRef): boolean {
    const { model, latents, nameOf } = this.#context;
    if (!model?.hasDecoder) return false;
    if (this.#move && samePointRef(this.selected, point)) return true;
    if (point.kind === 'image' && this.#awaited?.row === point.index) return true;
    this.commitMove();
    if (point.kind === 'probe') {
      const found = this.find(point.id);
      if (!found) return false;
      const { id, name, origin, z } = found;
      this.#begin({ id, name, origin, z, start: z, isNew: false });
      return true;
    }
    const row = point.index;
    const z = latents.peek(row);
    if (z) this.#beginNew({ kind: 'image', row, name: nameOf(point), z: [...z] }, z);
    else void this.#await({ row, delta: null, stampMs: 0, isReleased: false });
    return true;
  }

  /**
   * A new point without an image behind it.
   * @param z [D] where it is; where it comes from when absent
   */
  addPoint(origin: PointOrigin, z: Float32Array = Float32Array.from(origin.z)): void {
    this.commitMove();
    this.#beginNew(origin, z);
    this.decoder.follow(this.#move?.id ?? '', z, performance.now());
    this.commitMove();
  }

  /**
   * A new point that moves by itself, with moveTo: when anything else is begun it is gone, unless it was kept.
   * @returns its id
   */
  beginPassing(origin: PointOrigin, z: Float32Array): string {
    this.commitMove();
    this.#beginNew(origin, z, true);
    const id = this.#move?.id ?? '';
    this.decoder.follow(id, z, performance.now());
    return id;
  }

  /** Where the point that moves by itself is now; null while there is none. */
  get passing(): { readonly id: string; readonly z: Float32Array } | null {
    return this.#move?.isPassing ? this.#move : null;
  }

  /** Makes what passes a point of the document, where it is now. */
  keepPassing(): void {
    if (!this.#move?.isPassing) return;
    this.#move = { ...this.#move, isPassing: false };
    this.commitMove();
  }

  /**
   * A new point in the hand, part of the document with commitMove().
   * @returns its id
   */
  beginPoint(origin: PointOrigin): string {
    this.commitMove();
    return this.#beginNew(origin, Float32Array.from(origin.z));
  }

  /**
   * Moves the point in hand to a z, wherever that is in the view.
   * @param z [D] float32, not changed by the caller afterwards
   * @param stampMs time of the hand's movement, as performance.now() counts
   * @param origin where it comes from by now: a drawing that goes on
   */
  moveTo(z: Float32Array, stampMs: number, origin?: PointOrigin): void {
    const move = this.#move;
    if (!move || !this.#context.projection) return;
    const position = this.#context.places.of(move.id, z);
    const isSprite = origin && !sameLatent(origin.z, move.origin.z);
    this.#show({ ...move, z, ...(origin && { origin }) }, position, stampMs);
    // The line from where it comes from follows.
    if (isSprite) this.#revision++;
  }

  /** @param delta [3] in projection units since the move began */
  moveBy(delta: ViewPosition, stampMs: number): void {
    if (this.#awaited) Object.assign(this.#awaited, { delta: [...delta], stampMs });
    const move = this.#move;
    if (!move || !this.#context.projection) return;
    this.#delta = [...delta];
    this.#stampMs = stampMs;
    const { chart } = move;
    if (chart === null || chart instanceof Promise) return;
    const z = new Float32Array(move.start.length);
    chart.latentAt(delta, z);
    if (this.#context.staysNearData) this.#nearData.draw(z);
    const position = chart.positionAt(delta, z);
    this.#context.places.put(move.id, z, position);
    this.#show({ ...move, z }, position, stampMs);
  }

  /** The same once more: by a chart, or with images around the hand, that were not there before. */
  #again(): void {
    if (this.#move && this.#delta) this.moveBy(this.#delta, this.#stampMs);
  }

  #show(move: PointMove, position: ViewPosition | null, stampMs: number): void {
    this.#move = move;
    if (position) this.view?.updateProbe(move.id, position);
    this.decoder.follow(move.id, move.z, stampMs);
  }

  /** Makes the move one edit. A point still where it was, or where its image is, is none: the image is selected then. */
  commitMove(): void {
    if (this.#awaited) this.#awaited.isReleased = true;
    this.#awaited = null;
    const move = this.#move;
    if (!move) return;
    if (move.isPassing) return this.abandonMove();
    this.#move = null;
    this.#revision++;
    const delta = this.#delta;
    // Let go before its chart was there: what the hand did is made up for.
    if (move.chart instanceof Promise && delta) void this.#commitLater(move, move.chart, delta);
    else this.#commit(move);
  }

  async #commitLater(
    move: PointMove,
    fitting: Promise<DragChart | null>,
    delta: ViewPosition,
  ): Promise<void> {
    const chart = await fitting;
    if (!chart) return;
    const z = new Float32Array(move.start.length);
    chart.latentAt(delta, z);
    this.#context.places.put(move.id, z, chart.positionAt(delta, z));
    this.#commit({ ...move, z });
    this.refresh();
  }

  #commit(move: PointMove): void {
    const { id, name, origin, z } = move;
    const { document } = this.#context;
    const isBack = sameLatent(z, move.isNew ? origin.z : move.start);
    if (isBack && move.isNew && origin.kind === 'image')
      return this.select({ kind: 'image', index: origin.row });
    if (isBack && !move.isNew) return this.select({ kind: 'probe', id });
    if (move.isNew) {
      // By now the image's own name is known, which it may not have been when the hand took it.
      const from =
        origin.kind === 'image'
          ? { ...origin, name: this.#context.nameOf({ kind: 'image', index: origin.row }) }
          : origin;
      document.edit(`add ${name}`, (before) => addPoint(before, { id, name, z: [...z], origin: from }));
    } else document.edit(`move ${name}`, (before) => movePoint(before, id, [...z], origin));
  }

  /** Takes the move back, and with it what it had selected. */
  abandonMove(): void {
    this.#awaited = null;
    const move = this.#move;
    if (!move) return;
    this.decoder.cancel();
    this.#move = null;
    this.#revision++;
    this.refresh();
  }

  rename(id: string, name: string): void {
    const point = this.find(id);
    if (point) this.#context.document.edit(`rename ${point.name}`, (before) => renamePoint(before, id, name));
  }

  delete(id: string): void {
    if (this.#move?.id === id) this.abandonMove();
    const point = this.find(id);
    if (point) this.#context.document.edit(`delete ${point.name}`, (before) => deletePoint(before, id));
  }

  /** Asks the decoder for what is missing: after undo, with a document that has arrived, when the engine is back. */
  refresh(): void {
    if (!this.#context.model?.hasDecoder) return;
    for (const { id, z } of this.shown) {
      if (id !== this.#move?.id && !this.#images.isFresh(id, z)) this.decoder.decodeStill(id, z);
    }
  }

  /** The decoder is another by now, in nearly the same latent space: all is drawn again. */
  weightsChanged(): void {
    const move = this.#move;
    for (const { id, z } of this.shown) if (id !== move?.id) this.decoder.decodeStill(id, z);
    if (!move) return;
    this.decoder.follow(move.id, move.z, performance.now());
    if (move.isNew && move.origin.kind === 'image') void this.#rebase(move.id, move.origin.row);
  }

  /** The image that a move began at is elsewhere in z: the move goes on from there. */
  async #rebase(id: string, row: number): Promise<void> {
    try {
      const z = await this.#context.latents.load(row);
      const move = this.#move;
      if (move?.id !== id || !this.#delta) return;
      const chart = chartOf(this.#context.projection);
      const origin = { ...move.origin, z: [...z] };
      this.#move = { ...move, start: z, origin, chart: chart && new AffineDrag(chart, z) };
      this.moveBy(this.#delta, performance.now());
    } catch {
      // The training is over, and what it showed with it.
    }
  }

  /** Another latent space is open: what was decoded in the last one means nothing in it. */
  reset(): void {
    this.decoder.cancel();
    this.#awaited = null;
    this.#move = null;
    this.#images.clear();
    this.lastDecoded = null;
    this.#revision++;
  }

  async #await(move: AwaitedMove): Promise<void> {
    this.#awaited = move;
    try {
      const z = await this.#context.latents.load(move.row);
      const isOurs = this.#awaited === move;
      // Let go, and then something else was begun or nothing was moved: there is no point to be made.
      if (!isOurs && (!move.isReleased || !move.delta || this.#move)) return;
      if (isOurs) this.#awaited = null;
      const name = this.#context.nameOf({ kind: 'image', index: move.row });
      this.#beginNew({ kind: 'image', row: move.row, name, z: [...z] }, z);
      if (move.delta) this.moveBy(move.delta, move.stampMs);
      if (move.isReleased) this.commitMove();
    } catch (error) {
      if (this.#awaited === move) this.#awaited = null;
      this.#context.notify(error);
    }
  }

  #beginNew(origin: PointOrigin, z: Float32Array, isPassing = false): string {
    const numbers = this.#context.document.points.map(({ name }) =>
      Number(/^Point (\d+)$/.exec(name)?.[1] ?? 0),
    );
    const name = `Point ${Math.max(0, ...numbers) + 1}`;
    const id = `point-${crypto.randomUUID()}`;
    this.#begin({ id, name, origin, z, start: z, isNew: true, isPassing });
    return id;
  }

  #begin(begun: Omit<PointMove, 'chart'>): void {
    this.#delta = null;
    this.#nearData.begin();
    const chart = chartOf(this.#context.projection);
    this.#move = { ...begun, chart: chart ? new AffineDrag(chart, begun.start) : this.#fitChart(begun) };
    this.#revision++;
  }

  /** The chart of a move in a curved view. What the hand has done by then is made up for. */
  async #fitChart({ id, origin, isNew, start }: Omit<PointMove, 'chart'>): Promise<DragChart | null> {
    const { places, rowPosition, fetchPatch } = this.#context;
    for (let attempt = 0; attempt < CHART_ATTEMPTS; attempt++) {
      const { projection } = this.#context;
      const at = isNew && origin.kind === 'image' ? rowPosition(origin.row) : places.of(id, start);
      if (projection?.kind !== 'curved' || !at) return null;
      try {
        const patch = await fetchPatch(projection, at);
        const chart = new CurvedDrag({
          ...{ dims: projection.dims, start, at, patch },
          fetchPatch: (place) => fetchPatch(projection, place),
          onRefit: () => this.#move?.id === id && this.#again(),
        });
        if (this.#move?.id === id) {
          this.#move = { ...this.#move, chart };
          this.#again();
        }
        return chart;
      } catch {
        // The view is being refined, and has other places by now.
      }
    }
    return null;
  }

  #onImage(id: string, image: DecodedImage, stampMs: number): void {
    const point = this.find(id);
    // An image of a z that the point has left serves only while the hand is on its way.
    if (!point || (id !== this.#move?.id && !sameLatent(point.z, image.z))) return;
    this.#images.set(id, image);
    this.lastDecoded = image;
    const position = this.#context.places.of(id, point.z);
    // What moves by itself answers no hand, whose time to pixels is measured.
    const stamp = this.passing?.id === id ? undefined : stampMs;
    if (position) this.view?.updateProbe(id, position, image, stamp);
  }
}
