import type { PointSearch } from './PointSearch.ts';
import { samePoint } from './samePoint.ts';
import type { SceneFocus } from './SceneFocus.ts';
import type { SceneLayers } from './SceneLayers.ts';
import type { PointRef, SceneEvents } from './sceneTypes.ts';

/** Keeps the hovered point up to date, tells it, and shows the points in focus. */
export class HoverTracking {
  readonly #canvas: HTMLCanvasElement;
  readonly #focus: SceneFocus;
  readonly #search: PointSearch;
  readonly #layers: SceneLayers;
  readonly #events: SceneEvents;

  /** Borrows all. */
  constructor(
    canvas: HTMLCanvasElement,
    focus: SceneFocus,
    search: PointSearch,
    layers: SceneLayers,
    events: SceneEvents,
  ) {
    this.#canvas = canvas;
    this.#focus = focus;
    this.#search = search;
    this.#layers = layers;
    this.#events = events;
  }

  /** Looks up what is under the pointer now. */
  update(): void {
    const { pointerInside, pointerPx } = this.#focus;
    this.#focus.stale = false;
    this.set(pointerInside ? (this.#search.at(pointerPx.x, pointerPx.y)?.point ?? null) : null);
  }

  set(point: PointRef | null): void {
    const focus = this.#focus;
    if (point === null && focus.hovered === null) return;
    const changed = !samePoint(point, focus.hovered);
    focus.hovered = point;
    if (changed) {
      this.#canvas.style.cursor = point ? 'grab' : '';
      this.applyFocus();
    }
    this.#events.hover(point, focus.pointerPx);
  }

  /** As if the pointer were on a point, which it is in a list of them: nothing is told. Until the pointer is back, or null. */
  pointTo(point: PointRef | null): void {
    this.set(null);
    // That it has left the canvas is dealt with.
    this.#focus.stale = false;
    this.#focus.hovered = point;
    this.applyFocus();
  }

  /** Draws the selected and the hovered point on top with their rings, where they are now. */
  applyFocus(): void {
    const { selected, hovered } = this.#focus;
    this.#layers.cloud.setFocus(imageOf(selected), imageOf(hovered));
    this.#layers.probes.setFocus(probeOf(selected), probeOf(hovered));
  }
}

const imageOf = (point: PointRef | null): number => (point?.kind === 'image' ? point.index : -1);
const probeOf = (point: PointRef | null): string | null => (point?.kind === 'probe' ? point.id : null);
