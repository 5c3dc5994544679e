import { latentAtDelta, positionOfLatent } from '../../protocol/projection.ts';
import { ProbeDecoder } from './PointDecoder.ts';
import { ProbeHistory } from './History.svelte.ts';
import type { Projection } from '../../protocol/projection.ts';
import type { EngineConnection } from '../connection/EngineConnection.ts';
import type { LatentPosition, PointRef, RgbaImage } from '../scene/sceneTypes.ts';
import type { CollectionRows } from '../rows/CollectionRows.svelte.ts';
import type { DecodedImage } from './DecodedImage.ts';
import type { Probe, ProbeOrigin } from './DecodedPoint.ts';

/** What point editing needs to know of the page around it. */
export interface EditingContext {
  readonly connection: Pick<EngineConnection, 'decode'>;
  readonly rows: Pick<CollectionRows, 'latent' | 'loadedCount'>;
  readonly model: { readonly hasDecoder: boolean } | null;
  readonly projection: Projection | null;
  notify(error: unknown): void;
}

/** Told of every move at once, past the interface's own update: the scene. */
export interface ProbeView {
  updateProbe(id: string, position: LatentPosition, image?: RgbaImage, stampMs?: number): void;
}

/** Selecting, moving, naming and deleting points: pointer, sliders and keys all end here and drive the same probe. */
export class PointEditing {
  readonly history = new ProbeHistory();
  readonly decoder: ProbeDecoder;
  selection = $state.raw<PointRef | null>(null);
  /** The newest decoded image, of whichever probe. */
  lastDecoded = $state.raw<DecodedImage | null>(null);
  view: ProbeView | null = null;
  readonly #context: EditingContext;

  constructor(context: EditingContext) {
    this.#context = context;
    this.decoder = new ProbeDecoder({
      decode: (z, stampMs) => context.connection.decode(z, stampMs),
      onImage: (id, image, stampMs) => this.#onImage(id, image, stampMs),
      onError: (error) => context.notify(error),
    });
  }

  /** The probe that is selected, if a probe is. */
  readonly selectedProbe = $derived.by((): Probe | null =>
    this.selection?.kind === 'probe' ? this.history.find(this.selection.id) : null,
  );

  select(point: PointRef | null): void {
    this.history.commitMove();
    this.selection = point;
    const probe = this.selectedProbe;
    if (probe) this.#ensureImage(probe);
  }

  /**
   * A move begins at an image or a probe; the selection follows to the probe that moves. False where nothing can be
   * decoded.
   * @param name what the origin is called
   */
  beginMove(point: PointRef, name: string): boolean {
    if (!this.#context.model?.hasDecoder) return false;
    if (point.kind === 'probe') {
      if (!this.history.find(point.id)) return false;
      this.history.beginMove(point.id);
      this.selection = point;
      return true;
    }
    const z = this.#context.rows.latent(point.index);
    if (z.length === 0) return false;
    this.#beginNew({ kind: 'image', index: point.index, name, z: z.slice() });
    return true;
  }

  /** A new point at the given z, without an image behind it: the mean of the data. */
  addPoint(origin: Extract<ProbeOrigin, { kind: 'mean' }>, z: Float32Array): void {
    this.#beginNew(origin);
    this.moveTo(z, performance.now());
    this.commitMove();
  }

  /**
   * Moves the point in hand.
   * @param z [D] float32, not changed by the caller afterwards
   * @param stampMs time of the hand's movement, as performance.now() counts
   */
  moveTo(z: Float32Array, stampMs: number): void {
    const id = this.history.movingId;
    const projection = this.#context.projection;
    if (!id || !projection) return;
    this.history.moveTo(z);
    this.view?.updateProbe(id, positionOfLatent(projection, z));
    this.decoder.follow(id, z, stampMs);
  }

  /** @param delta [3] in projection units from `start`, the z where the move began */
  moveBy(start: Float32Array, delta: LatentPosition, stampMs: number): void {
    const projection = this.#context.projection;
    if (!projection) return;
    this.moveTo(latentAtDelta(projection, start, delta, new Float32Array(start.length)), stampMs);
  }

  commitMove(): void {
    const moved = this.#moving();
    this.history.commitMove();
    if (moved && !this.history.find(moved.id)) this.#selectOrigin(moved);
  }

  /** Takes the move back; an image that was to become a point is selected again. */
  abandonMove(): void {
    const moved = this.#moving();
    if (!moved) return;
    this.decoder.cancel();
    this.history.abandonMove();
    const kept = this.history.find(moved.id);
    if (kept) this.#ensureImage(kept);
    else this.#selectOrigin(moved);
  }

  delete(id: string): void {
    this.history.delete(id);
    if (this.selection?.kind === 'probe' && this.selection.id === id) this.selection = null;
  }

  undo(): void {
    this.history.undo();
    this.#afterHistory();
  }

  redo(): void {
    this.history.redo();
    this.#afterHistory();
  }

  /** The engine is back: decodes that were lost with it are asked for again. */
  refresh(): void {
    for (const probe of this.history.shown) this.#ensureImage(probe);
  }

  clear(): void {
    this.decoder.cancel();
    this.history.clear();
    this.selection = null;
    this.lastDecoded = null;
  }

  /** Another collection is open: a selected image is no longer there. */
  forgetImages(): void {
    if (this.selection?.kind === 'image') this.selection = null;
  }

  #moving(): Probe | null {
    const id = this.history.movingId;
    return id ? this.history.find(id) : null;
  }

  #selectOrigin({ origin }: Probe): void {
    this.selection = origin.kind === 'image' ? { kind: 'image', index: origin.index } : null;
  }

  #beginNew(origin: ProbeOrigin): void {
    this.selection = { kind: 'probe', id: this.history.beginNew(origin) };
  }

  #afterHistory(): void {
    if (this.selection?.kind === 'probe' && !this.history.find(this.selection.id)) this.selection = null;
    for (const probe of this.history.shown) this.#ensureImage(probe);
  }

  #ensureImage(probe: Probe): void {
    const isFresh = probe.image !== null && probe.image.z.every((value, d) => value === probe.z[d]);
    if (!isFresh && this.#context.model?.hasDecoder) void this.decoder.decodeStill(probe.id, probe.z);
  }

  #onImage(id: string, image: DecodedImage, stampMs: number): void {
    const probe = this.history.find(id);
    const projection = this.#context.projection;
    if (!probe || !projection) return;
    this.history.setImage(id, image);
    this.lastDecoded = image;
    this.view?.updateProbe(id, positionOfLatent(projection, probe.z), image, stampMs);
  }
}
