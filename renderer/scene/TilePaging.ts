import type { CardAppearance } from './CardAppearance.ts';
import type { SlicedTask } from './FrameScheduler.ts';
import { NearRows } from './NearRows.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { PickGrid } from './PickGrid.ts';
import type { PointCloud } from './PointCloud.ts';
import type { TileAtlas } from './TileAtlas.ts';
import { NO_CELL } from './TileCells.ts';

/** Between two looks at what is wanted, at least: while the camera moves it is another thing in every frame. */
const LOOK_MS = 150;
/** Rows asked for at once: the first images come soon, and what is not wanted any more is not fetched for long. */
const ASK_MOST = 512;
/** Images that one can tell apart on a screen; never all cells, or the last would take the place of the first. */
const WANTED_MOST = 4096;
const WANTED_SHARE = 0.9;

/**
 * Where not all thumbnails fit the GPU: finds out which rows are looked at, keeps those that are there from being thrown
 * out, and asks for those that are not, nearest and largest first.
 */
export class TilePaging implements SlicedTask {
  readonly #cloud: PointCloud;
  readonly #grid: PickGrid;
  readonly #atlas: TileAtlas;
  readonly #view: OrbitCamera;
  readonly #appearance: CardAppearance;
  readonly #requestWork: () => void;
  readonly #wanted: (rows: Uint32Array<ArrayBuffer>) => void;
  #search: NearRows | null = null;
  #timer = 0;
  #lastLookMs = 0;

  /**
   * Borrows all.
   * @param wanted told of rows without a thumbnail, in the order in which they are wanted; each list replaces the one before
   */
  constructor(
    scene: {
      cloud: PointCloud;
      grid: PickGrid;
      atlas: TileAtlas;
      view: OrbitCamera;
      appearance: CardAppearance;
    },
    requestWork: () => void,
    wanted: (rows: Uint32Array<ArrayBuffer>) => void,
  ) {
    this.#cloud = scene.cloud;
    this.#grid = scene.grid;
    this.#atlas = scene.atlas;
    this.#view = scene.view;
    this.#appearance = scene.appearance;
    this.#requestWork = requestWork;
    this.#wanted = wanted;
  }

  /** There are more rows, here or to come, than thumbnails fit. */
  get isNeeded(): boolean {
    const { tileSize, expectedTotal } = this.#appearance;
    return tileSize > 0 && Math.max(this.#cloud.count, expectedTotal) > this.#atlas.capacityMost;
  }

  get hasWork(): boolean {
    return this.#search !== null;
  }

  /** The view, the points or the thumbnails changed: what is wanted may be something else. Any number of calls is one look. */
  changed(): void {
    if (this.#timer !== 0 || !this.isNeeded) return;
    const waitMs = Math.max(0, this.#lastLookMs + LOOK_MS - performance.now());
    this.#timer = window.setTimeout(() => this.#look(), waitMs);
  }

  work(deadlineMs: number): void {
    const rows = this.#search?.step(deadlineMs);
    if (!rows) return;
    this.#search = null;
    this.#atlas.touch(rows);
    const { cells } = this.#cloud;
    const missing = rows.filter((row) => cells[row] === NO_CELL).slice(0, ASK_MOST);
    if (missing.length > 0) this.#wanted(missing);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#search = null;
  }

  #look(): void {
    this.#timer = 0;
    this.#lastLookMs = performance.now();
    if (!this.isNeeded || !this.#appearance.drawsImages) return;
    const most = Math.min(WANTED_MOST, Math.floor(this.#atlas.capacityMost * WANTED_SHARE));
    this.#search = new NearRows(this.#cloud, this.#grid.order, this.#view, this.#appearance.sizing, most);
    this.#requestWork();
  }
}
