import { axisDelta, screenPlaneDelta, type DragView } from '../../drag/dragDelta.ts';
import type { AxisGuide } from '../AxisGuide.ts';
import type { OrbitCamera } from '../OrbitCamera.ts';
import type { LatentPosition, PointRef } from '../sceneTypes.ts';
import type { Gesture, Press, PressMove } from './Gesture.ts';
import { HeldAxis } from './HeldAxis.ts';

/** The scene around a drag. Deltas are in projection units since the start, reused between calls. */
export interface DragTarget {
  /** Into `out`, projection units. False when there is no such point. */
  positionOf(point: PointRef, out: [number, number, number]): boolean;
  /** `isTouch`: a finger lies over what it holds. */
  started(point: PointRef, isTouch: boolean): void;
  moved(point: PointRef, delta: LatentPosition, stampMs: number): void;
  ended(point: PointRef, delta: LatentPosition): void;
  cancelled(point: PointRef): void;
}

/** The main button on a point: it follows the hand in the plane of the screen, or along an axis while X, Y or Z is held. */
export class DragGesture implements Gesture {
  readonly name = 'drag';
  readonly cursor = 'grabbing';
  readonly holdsView = true;
  readonly #view: OrbitCamera;
  readonly #guide: AxisGuide;
  readonly #target: DragTarget;
  readonly #axis: HeldAxis;
  readonly #startAt: [number, number, number] = [0, 0, 0];
  readonly #delta: [number, number, number] = [0, 0, 0];
  readonly #dragView = {
    eye: [0, 0, 0] as [number, number, number],
    right: [0, 0, 0] as [number, number, number],
    up: [0, 0, 0] as [number, number, number],
    back: [0, 0, 0] as [number, number, number],
    focalPx: 1,
  };
  #point: PointRef | null = null;
  /** The hand's way since the press, CSS pixels. */
  #wayX = 0;
  #wayY = 0;

  /** Borrows all. */
  constructor(view: OrbitCamera, guide: AxisGuide, target: DragTarget) {
    this.#view = view;
    this.#guide = guide;
    this.#target = target;
    this.#axis = new HeldAxis(
      () => this.isRunning,
      (stampMs) => this.#follow(stampMs),
    );
  }

  get isRunning(): boolean {
    return this.#point !== null;
  }

  /** With Alt the main button orbits, whatever it went down on. */
  claims({ button, shift, mod, alt, space, point }: Press): boolean {
    return button === 0 && !shift && !mod && !alt && !space && point !== null;
  }

  start({ point, isTouch }: Press): void {
    if (!point) return;
    this.#point = point;
    this.#target.positionOf(point, this.#startAt);
    this.#delta.fill(0);
    this.#wayX = this.#wayY = 0;
    this.#target.started(point, isTouch);
  }

  move({ dx, dy, stampMs }: PressMove): void {
    this.#wayX += dx;
    this.#wayY += dy;
    this.#follow(stampMs);
  }

  end(): void {
    const point = this.#leave();
    if (point) this.#target.ended(point, this.#delta);
  }

  cancel(): void {
    const point = this.#leave();
    if (point) this.#target.cancelled(point);
  }

  dispose(): void {
    this.#axis.dispose();
  }

  #leave(): PointRef | null {
    const point = this.#point;
    this.#point = null;
    this.#guide.hide();
    return point;
  }

  #follow(stampMs: number): void {
    const point = this.#point;
    if (!point) return;
    const view = this.#currentView();
    const { axis } = this.#axis;
    if (axis === null) {
      this.#guide.hide();
      screenPlaneDelta(view, this.#startAt, this.#wayX, this.#wayY, this.#delta);
    } else {
      this.#guide.show(this.#startAt, axis, this.#view.sceneRadius * 3);
      axisDelta(view, this.#startAt, axis, this.#wayX, this.#wayY, this.#delta);
    }
    this.#target.moved(point, this.#delta, stampMs);
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
