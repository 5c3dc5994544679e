import type { CardAppearance } from './CardAppearance.ts';
import { cardSidePx, coversPx } from './cardSize.ts';
import { RING_PX } from './FocusCards.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import { samePoint } from './samePoint.ts';
import type { SceneFocus } from './SceneFocus.ts';
import type { SceneLayers } from './SceneLayers.ts';
import type { ScenePoints } from './ScenePoints.ts';
import type { PointRef, ScreenPx } from './sceneTypes.ts';

/** From places on the canvas to points and back, by the rules that the scene is drawn by. */
export class PointSearch {
  readonly #layers: SceneLayers;
  readonly #view: OrbitCamera;
  readonly #appearance: CardAppearance;
  readonly #points: ScenePoints;
  readonly #focus: SceneFocus;
  readonly #scratchPx: ScreenPx = { x: 0, y: 0 };
  readonly #scratchAt: [number, number, number] = [0, 0, 0];

  /** Borrows all. */
  constructor(
    layers: SceneLayers,
    view: OrbitCamera,
    appearance: CardAppearance,
    points: ScenePoints,
    focus: SceneFocus,
  ) {
    this.#layers = layers;
    this.#view = view;
    this.#appearance = appearance;
    this.#points = points;
    this.#focus = focus;
  }

  /** What is drawn on top in the pixel that holds (x, y), CSS pixels in the canvas, with its view depth. */
  at(xPx: number, yPx: number): { point: PointRef; depth: number } | null {
    // A pixel has the colour of what covers its centre: half a pixel decides between two cards at their edge.
    const ratio = this.#layers.uniforms.pixelRatio.value;
    const x = (Math.floor(xPx * ratio) + 0.5) / ratio;
    const y = (Math.floor(yPx * ratio) + 0.5) / ratio;
    // While points glide to new places none is where it is drawn.
    if (this.#points.glide.running) return null;
    const { probes, cloud } = this.#layers;
    const view = this.#view;
    this.#appearance.update(view, cloud.count, this.#points.bounds.radius());
    const { sizing } = this.#appearance;
    probes.layout(view, sizing, 0);
    const onTop = probes.pick(x, y, view, true);
    if (onTop) return { point: { kind: 'probe', id: onTop.id }, depth: onTop.depth };

    const { hovered, selected, hoveredIsSelected } = this.#focus;
    if (!hoveredIsSelected) {
      const depth = this.#depthInFocus(hovered, x, y, RING_PX.hovered);
      if (hovered && depth > 0) return { point: hovered, depth };
    }
    const selectedDepth = this.#depthInFocus(selected, x, y, RING_PX.selected);
    if (selected && selectedDepth > 0) return { point: selected, depth: selectedDepth };

    const { positions, stateValues } = cloud;
    const index = this.#points.grid.pick(x, y, view, sizing, stateValues);
    const at = index * 3;
    const depth =
      index < 0
        ? Infinity
        : view.depthOf(positions[at] as number, positions[at + 1] as number, positions[at + 2] as number);
    const probe = probes.pick(x, y, view, false);
    if (probe && probe.depth <= depth) return { point: { kind: 'probe', id: probe.id }, depth: probe.depth };
    return index < 0 ? null : { point: { kind: 'image', index }, depth };
  }

  /** What a decoded point lies over on screen: another one, else an image; null for nothing, and where it is not on screen. */
  under(id: string): PointRef | null {
    const at = this.#scratchAt;
    if (!this.positionOf({ kind: 'probe', id }, at)) return null;
    const { probes, cloud } = this.#layers;
    const view = this.#view;
    const depth = view.worldToScreen(at[0], at[1], at[2], this.#scratchPx);
    const { x, y } = this.#scratchPx;
    if (depth <= 0 || x < 0 || y < 0 || x >= view.widthPx || y >= view.heightPx) return null;
    this.#appearance.update(view, cloud.count, this.#points.bounds.radius());
    const { sizing } = this.#appearance;
    probes.layout(view, sizing, 0);
    const probe = probes.pick(x, y, view, false, id);
    if (probe) return { kind: 'probe', id: probe.id };
    const index = this.#points.grid.pick(x, y, view, sizing, cloud.stateValues);
    return index < 0 ? null : { kind: 'image', index };
  }

  /** Projection units, into `out`. False when there is no such point. */
  positionOf(point: PointRef, out: [number, number, number]): boolean {
    if (point.kind === 'probe') {
      const at = this.#layers.probes.positionOf(point.id);
      if (!at) return false;
      out[0] = at[0];
      out[1] = at[1];
      out[2] = at[2];
      return true;
    }
    const { positions, count } = this.#layers.cloud;
    if (!(point.index >= 0 && point.index < count)) return false;
    for (let k = 0; k < 3; k++) out[k] = positions[point.index * 3 + k] as number;
    return true;
  }

  /** CSS pixels in the canvas; visible: inside it, drawn, and on top at its own centre (a press there takes it). */
  screenOf(point: PointRef): ScreenPx & { visible: boolean } {
    const at = this.#scratchAt;
    if (!this.positionOf(point, at)) return { x: 0, y: 0, visible: false };
    const view = this.#view;
    const depth = view.worldToScreen(at[0], at[1], at[2], this.#scratchPx);
    const { x, y } = this.#scratchPx;
    const inside = depth > 0 && x >= 0 && y >= 0 && x < view.widthPx && y < view.heightPx;
    return { x, y, visible: inside && samePoint(this.at(x, y)?.point ?? null, point) };
  }

  /** View depth of an image in focus where its card or ring covers (x, y), else 0. */
  #depthInFocus(point: PointRef | null, x: number, y: number, ringPx: number): number {
    if (point?.kind !== 'image') return 0;
    const { positions, states } = this.#layers.cloud;
    const { index } = point;
    if (!states.isDrawn(index)) return 0;
    const { sizing } = this.#appearance;
    const px = this.#scratchPx;
    const depth = this.#view.worldToScreen(
      positions[index * 3] as number,
      positions[index * 3 + 1] as number,
      positions[index * 3 + 2] as number,
      px,
    );
    const side = cardSidePx(sizing, depth);
    return side > 0 && coversPx(sizing, side, x - px.x, y - px.y, ringPx + 1) ? depth : 0;
  }
}
