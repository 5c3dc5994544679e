import { isTyping } from '../../commands/keys.ts';
import { scaled, screenAxes } from './screenAxes.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { LatentPosition } from '../../scene/sceneTypes.ts';

/** One press of an arrow key moves this share of the data's extent; with Shift five times as far. */
const STEP_SHARE = 0.01;
const ORBIT_STEP_RAD = Math.PI / 36;
const AXES: Readonly<Record<string, LatentPosition>> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

type Around = Pick<Page, 'points' | 'rows' | 'scene' | 'camera' | 'dialogs'>;

/** Arrow keys: with a selection they move it in the screen plane (Alt: in depth; X, Y or Z held: along that axis), else they orbit. */
export class KeyboardMoves {
  readonly #page: Around;
  readonly #held = new Set<string>();
  /** Since the keys began to move the point, in projection units; null while they do not. */
  #delta: LatentPosition | null = null;

  constructor(page: Around) {
    this.#page = page;
  }

  /** Listens to the window's keys until the function returned is called. */
  listen(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    window.addEventListener('keyup', (event) => this.#keyUp(event), { signal });
    // Keys released while another window had the focus are not told.
    window.addEventListener('blur', () => this.#releaseAll(), { signal });
    return () => listening.abort();
  }

  #keyDown(event: KeyboardEvent): void {
    const { target } = event;
    const isRange = target instanceof HTMLInputElement && target.type === 'range';
    if (event.defaultPrevented || this.#page.dialogs.shown || isTyping(target) || isRange) return;
    if (event.ctrlKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key in AXES) this.#held.add(key);
    const along = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, 1], arrowdown: [0, -1] }[key];
    if (!along) return;
    event.preventDefault();
    const [across = 0, upwards = 0] = along;
    const faster = event.shiftKey ? 5 : 1;
    if (this.#page.points.selected) this.#movePoint(across * faster, upwards * faster, event.altKey);
    else this.#orbit(across * faster, upwards * faster);
  }

  #keyUp(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    this.#held.delete(key);
    // All presses of one hold are one edit.
    if (key.startsWith('arrow')) this.#commit();
  }

  #releaseAll(): void {
    this.#held.clear();
    this.#commit();
  }

  #commit(): void {
    if (!this.#delta) return;
    this.#delta = null;
    this.#page.points.commitMove();
  }

  #orbit(across: number, upwards: number): void {
    const { scene, camera } = this.#page;
    if (scene) camera.steer(() => scene.orbitBy(across * ORBIT_STEP_RAD, -upwards * ORBIT_STEP_RAD));
  }

  #movePoint(across: number, upwards: number, inDepth: boolean): void {
    const { scene, points } = this.#page;
    const { selected } = points;
    if (!scene || !selected || !points.beginMove(selected)) return;
    const step = this.#stepLength();
    const { right, up, away } = screenAxes(scene.viewState());
    const heldAxis = [...this.#held].map((key) => AXES[key])[0];
    const further: LatentPosition = heldAxis
      ? scaled(heldAxis, (across + upwards) * step)
      : sum(scaled(right, across * step), scaled(inDepth ? away : up, upwards * step));
    this.#delta = sum(this.#delta ?? [0, 0, 0], further);
    points.moveBy(this.#delta, performance.now());
  }

  /** A share of the data's largest extent in the view, in projection units. */
  #stepLength(): number {
    const positions = this.#page.rows.positions();
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
