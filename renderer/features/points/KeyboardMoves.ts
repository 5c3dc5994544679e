import { scaled, screenAxes } from './screenAxes.ts';
import type { LatentPosition, PointRef } from '../../scene/sceneTypes.ts';
import type { LatentScene } from '../../scene/LatentScene.ts';
import type { AppState } from '../../page/Workspace.svelte.ts';
import type { KeyPress } from '../../commands/keys.ts';

/** One press of an arrow key moves this share of the data's extent; with Shift five times as far. */
const STEP_SHARE = 0.01;
const ORBIT_STEP_RAD = Math.PI / 36;
const AXES: Readonly<Record<string, LatentPosition>> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

/** Arrow keys: with a selection they move it in the screen plane (Alt: in depth; X, Y or Z held: along that axis), else they orbit. */
export class KeyboardMoves {
  readonly #app: AppState;
  readonly #scene: () => LatentScene | null;
  readonly #held = new Set<string>();

  constructor(app: AppState, scene: () => LatentScene | null) {
    this.#app = app;
    this.#scene = scene;
  }

  /** True when the key was one of ours. */
  keyDown(press: KeyPress): boolean {
    const key = press.key.toLowerCase();
    if (key in AXES && !press.ctrlKey && !press.metaKey) this.#held.add(key);
    const along = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, 1], arrowdown: [0, -1] }[key];
    if (!along || press.ctrlKey || press.metaKey) return false;
    const [across = 0, upwards = 0] = along;
    const faster = press.shiftKey ? 5 : 1;
    if (this.#app.points.selection) this.#movePoint(across * faster, upwards * faster, press.altKey);
    else this.#scene()?.orbitBy(across * faster * ORBIT_STEP_RAD, -upwards * faster * ORBIT_STEP_RAD);
    return true;
  }

  keyUp(press: Pick<KeyPress, 'key'>): void {
    const key = press.key.toLowerCase();
    this.#held.delete(key);
    // All presses of one hold are one edit.
    if (key.startsWith('arrow')) this.#app.points.commitMove();
  }

  /** Keys released while another window had the focus are not told. */
  releaseAll(): void {
    this.#held.clear();
    this.#app.points.commitMove();
  }

  /** Selects the point `by` places further: decoded points first, then images in order, round and round. */
  step(by: number): void {
    const { points, rows } = this.#app;
    const probes = points.history.shown;
    const count = probes.length + rows.loadedCount;
    if (count === 0) return;
    const at = this.#placeOf(points.selection);
    let place = at === null ? (by > 0 ? 0 : count - 1) : at;
    for (let tried = 0; tried < count; tried++) {
      if (at !== null || tried > 0) place = (place + by + count) % count;
      const probe = probes[place];
      const index = place - probes.length;
      if (probe) return points.select({ kind: 'probe', id: probe.id });
      if (this.#app.filter.isShown(rows.label(index) ?? 0)) return points.select({ kind: 'image', index });
    }
  }

  /** A decoded point in the middle of the data. */
  addAtMean(): void {
    const { histograms, model, points } = this.#app;
    if (!model) return;
    const z = Float32Array.from(histograms?.mean ?? new Array<number>(model.latentSize).fill(0));
    points.addPoint({ kind: 'mean', name: 'the mean of the data', z }, z);
  }

  #placeOf(selection: PointRef | null): number | null {
    const probes = this.#app.points.history.shown;
    if (!selection) return null;
    if (selection.kind === 'image') return probes.length + selection.index;
    const at = probes.findIndex((probe) => probe.id === selection.id);
    return at < 0 ? null : at;
  }

  #movePoint(across: number, upwards: number, inDepth: boolean): void {
    const scene = this.#scene();
    const { points } = this.#app;
    const selection = points.selection;
    if (!scene || !selection) return;
    if (points.history.movingId === null && !points.beginMove(selection, this.#app.nameOf(selection))) return;
    const probe = points.selectedProbe;
    if (!probe) return;
    const step = this.#stepLength();
    const { right, up, away } = screenAxes(scene.viewState());
    const heldAxis = [...this.#held].map((key) => AXES[key])[0];
    const delta: LatentPosition = heldAxis
      ? scaled(heldAxis, (across + upwards) * step)
      : sum(scaled(right, across * step), scaled(inDepth ? away : up, upwards * step));
    points.moveBy(probe.z, delta, performance.now());
  }

  /** A share of the data's largest extent in the view, in projection units. */
  #stepLength(): number {
    const positions = this.#app.rows.positions();
    let extent = 0;
    for (let axis = 0; axis < 3; axis++) {
      let low = Infinity;
      let high = -Infinity;
      for (let at = axis; at < positions.length; at += 3) {
        const value = positions[at] ?? 0;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      extent = Math.max(extent, high - low);
    }
    return STEP_SHARE * (extent > 0 && Number.isFinite(extent) ? extent : 6);
  }
}

function sum(a: LatentPosition, b: LatentPosition): LatentPosition {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
