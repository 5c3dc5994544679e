import { BoundsMeasure, type ExtentBefore } from './BoundsMeasure.ts';
import type { CardAppearance } from './CardAppearance.ts';
import type { CloudBounds } from './CloudBounds.ts';
import type { SlicedTask } from './FrameScheduler.ts';
import { PickGrid } from './PickGrid.ts';
import { PositionGlide } from './PositionGlide.ts';
import type { SceneLayers } from './SceneLayers.ts';

/** The collection's points wherever the scene keeps something of them: on the GPU, sorted for picking, their extent. */
export class ScenePoints {
  readonly grid: PickGrid;
  readonly glide = new PositionGlide();
  readonly #measure: BoundsMeasure;
  readonly #layers: SceneLayers;
  readonly #appearance: CardAppearance;
  /** Between frames: the extent first, which the camera waits for. */
  readonly tasks: readonly SlicedTask[];

  /**
   * Borrows the first two.
   * @param changed told of what takes longer than a call: `measured` when the extent is that of all rows (with
   * the one before where they moved), `sorted` when
   * rows can be picked that could not before, `uploaded` when points or thumbnails came onto the GPU, `tilesChanged` when all
   * thumbnails given are there
   */
  constructor(
    layers: SceneLayers,
    appearance: CardAppearance,
    changed: {
      measured(before: ExtentBefore | null): void;
      sorted(): void;
      uploaded(isAll: boolean): void;
      tilesChanged(): void;
    },
  ) {
    this.#layers = layers;
    this.#appearance = appearance;
    this.#measure = new BoundsMeasure((before) => changed.measured(before));
    this.grid = new PickGrid(() => changed.sorted());
    const { atlas, cloud } = layers;
    const rows: SlicedTask = {
      get hasWork() {
        return cloud.hasUploads;
      },
      // What a busy GPU cannot take yet would keep the page waiting.
      get isWaiting() {
        return layers.isBusy;
      },
      work(deadlineMs) {
        cloud.upload(deadlineMs);
        changed.uploaded(!cloud.hasUploads);
      },
    };
    const tiles: SlicedTask = {
      get hasWork() {
        return atlas.hasPending;
      },
      get isWaiting() {
        return layers.isBusy;
      },
      work(deadlineMs) {
        atlas.flush(deadlineMs);
        cloud.updateFocus();
        changed.uploaded(!atlas.hasPending);
        if (!atlas.hasPending) changed.tilesChanged();
      },
    };
    this.tasks = [this.#measure, rows, tiles, this.grid];
  }

  get bounds(): CloudBounds {
    return this.#measure.bounds;
  }

  get count(): number {
    return this.#layers.cloud.count;
  }

  /** Points may be outside of `bounds`: on their way, or not measured yet. */
  get areAnywhere(): boolean {
    return this.glide.running || this.#measure.hasWork;
  }

  get hasWork(): boolean {
    return this.tasks.some((task) => task.hasWork);
  }

  reset(tileSize: number, expectedTotal: number): void {
    const { cloud, atlas } = this.#layers;
    this.#appearance.tileSize = tileSize;
    this.#appearance.expectedTotal = expectedTotal;
    this.endGlide();
    cloud.reset(expectedTotal);
    atlas.reset(tileSize, expectedTotal);
    this.grid.setPoints(cloud.positions, 0);
    this.#measure.reset();
  }

  /** Rows from..from+n: positions [n,3] float32. */
  append(from: number, positions: Float32Array): void {
    const { cloud } = this.#layers;
    this.endGlide();
    cloud.append(from, positions);
    this.grid.setPoints(cloud.positions, cloud.count, from);
    this.#measure.append(cloud.positions, cloud.count, from);
  }

  /** All positions anew [count,3]. */
  move(positions: Float32Array, smoothly: boolean): void {
    const { cloud } = this.#layers;
    this.endGlide();
    cloud.move(positions, smoothly);
    if (smoothly) this.glide.start(performance.now());
    this.grid.setPoints(cloud.positions, cloud.count);
    this.#measure.move(cloud.positions, cloud.count);
  }

  endGlide(): void {
    this.glide.stop();
    this.#layers.cloud.endTransition();
  }

  /** The GPU lost everything: the points again, and room for thumbnails. */
  restore(): void {
    const { atlas, cloud } = this.#layers;
    this.endGlide();
    cloud.restore();
    atlas.forget();
    atlas.reset(this.#appearance.tileSize, Math.max(cloud.count, this.#appearance.expectedTotal));
  }
}
