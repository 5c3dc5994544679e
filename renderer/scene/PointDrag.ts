import { axisDelta, screenPlaneDelta, type DragView } from '../drag/dragDelta.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { PointSearch } from './PointSearch.ts';
import type { SceneLayers } from './SceneLayers.ts';
import type { LatentPosition, PointRef } from './sceneTypes.ts';
import { AXIS_COLOURS } from './theme.ts';

/** A point in the hand: its way in projection units, and the line that shows the axis it is held to. */
export class PointDrag {
  readonly #view: OrbitCamera;
  readonly #layers: SceneLayers;
  readonly #search: PointSearch;
  readonly #startAt: [number, number, number] = [0, 0, 0];
  readonly #delta: [number, number, number] = [0, 0, 0];
  readonly #dragView = {
    eye: [0, 0, 0] as [number, number, number],
    right: [0, 0, 0] as [number, number, number],
    up: [0, 0, 0] as [number, number, number],
    back: [0, 0, 0] as [number, number, number],
    focalPx: 1,
  };

  /** Borrows all. */
  constructor(view: OrbitCamera, layers: SceneLayers, search: PointSearch) {
    this.#view = view;
    this.#layers = layers;
    this.#search = search;
  }

  /** Since the start; the same array at every call. */
  get delta(): LatentPosition {
    return this.#delta;
  }

  start(point: PointRef): void {
    this.#search.positionOf(point, this.#startAt);
    this.#delta.fill(0);
    if (point.kind === 'probe') this.#layers.probes.setHeld(point.id);
  }

  /** The hand's way since the press, CSS pixels; `axis` while it is held to one of the data's axes. */
  move(dxPx: number, dyPx: number, axis: 0 | 1 | 2 | null): LatentPosition {
    const view = this.#currentView();
    if (axis === null) {
      this.#layers.guide.setCount(0);
      return screenPlaneDelta(view, this.#startAt, dxPx, dyPx, this.#delta);
    }
    this.#showAxis(axis);
    return axisDelta(view, this.#startAt, axis, dxPx, dyPx, this.#delta);
  }

  end(): void {
    this.#layers.guide.setCount(0);
    this.#layers.probes.setHeld(null);
  }

  #showAxis(axis: 0 | 1 | 2): void {
    const { guide } = this.#layers;
    const reach = this.#view.sceneRadius * 3;
    const [x, y, z] = this.#startAt;
    const dx = axis === 0 ? reach : 0;
    const dy = axis === 1 ? reach : 0;
    const dz = axis === 2 ? reach : 0;
    guide.setCount(1);
    guide.set(0, x - dx, y - dy, z - dz, x + dx, y + dy, z + dz);
    guide.colour.set(...AXIS_COLOURS[axis]);
  }

  #currentView(): DragView {
    const { camera, right, up, back, focalPx } = this.#view;
    const view = this.#dragView;
    camera.position.toArray(view.eye);
    right.toArray(view.right);
    up.toArray(view.up);
    back.toArray(view.back);
    view.focalPx = focalPx;
    return view;
  }
}
