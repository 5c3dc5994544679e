import type { CardAppearance } from './CardAppearance.ts';
import { CloudBounds } from './CloudBounds.ts';
import { PickGrid } from './PickGrid.ts';
import { PositionGlide } from './PositionGlide.ts';
import type { SceneLayers } from './SceneLayers.ts';

/** The collection's points wherever the scene keeps something of them: on the GPU, sorted for picking, their extent. */
export class ScenePoints {
  readonly bounds = new CloudBounds();
  readonly grid = new PickGrid();
  readonly glide = new PositionGlide();
  readonly #layers: SceneLayers;
  readonly #appearance: CardAppearance;

  /** Borrows both. */
  constructor(layers: SceneLayers, appearance: CardAppearance) {
    this.#layers = layers;
    this.#appearance = appearance;
  }

  get count(): number {
    return this.#layers.cloud.count;
  }

  reset(tileSize: number, expectedTotal: number): void {
    const { cloud, atlas, axes } = this.#layers;
    this.#appearance.tileSize = tileSize;
    this.#appearance.expectedTotal = expectedTotal;
    this.endGlide();
    cloud.reset(expectedTotal);
    atlas.reset(tileSize, expectedTotal);
    axes.hide();
    this.grid.setPoints(cloud.positions, 0);
    this.bounds.reset();
  }

  /** Rows from..from+n: positions [n,3] float32, labels [n] uint16. */
  append(from: number, positions: Float32Array, labels: Uint16Array): void {
    const { cloud } = this.#layers;
    this.endGlide();
    cloud.append(from, positions, labels);
    this.grid.setPoints(cloud.positions, cloud.count, from);
    this.bounds.add(positions);
    this.#showAxes();
  }

  /** All positions anew [count,3]. */
  move(positions: Float32Array, smoothly: boolean): void {
    const { cloud } = this.#layers;
    this.endGlide();
    cloud.move(positions, smoothly);
    if (smoothly) this.glide.start(performance.now());
    this.grid.setPoints(cloud.positions, cloud.count);
    this.bounds.reset();
    this.bounds.add(positions, 0, cloud.count);
    this.#showAxes();
  }

  endGlide(): void {
    this.glide.stop();
    this.#layers.cloud.endTransition();
  }

  /** What there is to do between frames. */
  get hasWork(): boolean {
    return this.#layers.atlas.hasPending || this.grid.hasWork;
  }

  /** Uploads thumbnails, then sorts points, until `deadlineMs` (performance.now()). True when thumbnails were uploaded. */
  work(deadlineMs: number): boolean {
    const uploaded = this.#layers.atlas.flush(deadlineMs);
    if (this.grid.hasWork && performance.now() < deadlineMs) this.grid.work(deadlineMs);
    return uploaded;
  }

  /** The GPU lost all thumbnails: room for them again. */
  forgetTiles(): void {
    const { atlas, cloud } = this.#layers;
    atlas.forget();
    atlas.reset(this.#appearance.tileSize, Math.max(cloud.count, this.#appearance.expectedTotal));
  }

  #showAxes(): void {
    if (this.bounds.count > 0) this.#layers.axes.setBounds(this.bounds.low, this.bounds.high);
  }
}
