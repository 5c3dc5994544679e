import { Vector3 } from 'three';
import { boxTicks } from './axisTicks.ts';
import { CameraFlight, easeInOut, FLIGHT_MS } from './CameraFlight.ts';
import { naturalCardSize } from './cardSize.ts';
import type { CloudBounds } from './CloudBounds.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { Insets, LatentPosition, ScreenPx, ViewState } from './sceneTypes.ts';

/** Room around the framed points for the axes' numbers and names. */
const FRAME_MARGIN_PX = { x: 44, y: 36 } as const;
/** The axes end at the next round number beyond the data. */
const AXES_SHARE = 1.06;
/** A point that is brought into view is at least this far from what covers the scene. */
const REVEAL_MARGIN_PX = 32;
const SIDES = ['left', 'right', 'top', 'bottom'] as const;

/** Of the cloud's radius: what is farther away from its middle than this is left out of the frame. */
const BULK_RADII = 1.6;

type Range = [from: number, to: number];

/**
 * Where the camera goes by itself: it keeps all points framed as they arrive until a hand takes it, flies to points, and
 * makes room for panels.
 */
export class CameraFraming {
  readonly #view: OrbitCamera;
  readonly #bounds: CloudBounds;
  readonly #flight: CameraFlight;
  /** Until the person moves the camera it keeps everything framed. */
  #auto = true;
  /** Of what was framed last. */
  #framed: readonly Range[] = [];
  #framedRadius = 0;
  /** Where the camera goes with the points when they move next. */
  #goesBack: { view: ViewState | null } | null = null;
  readonly #insetsFrom: Insets = { left: 0, right: 0, top: 0, bottom: 0 };
  readonly #insetsNow: Insets = { left: 0, right: 0, top: 0, bottom: 0 };
  readonly #insetsGoal: Insets = { left: 0, right: 0, top: 0, bottom: 0 };
  #insetsStartMs = -1;
  /** As many points are to come, or more. */
  #expectedTotal = 0;
  reducedMotion = false;

  /** Borrows both. */
  constructor(view: OrbitCamera, bounds: CloudBounds) {
    this.#view = view;
    this.#bounds = bounds;
    this.#flight = new CameraFlight(view);
  }

  /** Something is still on its way. */
  get running(): boolean {
    return this.#flight.running || this.#insetsStartMs >= 0;
  }

  /** New points are to come, about so many. */
  reset(expectedTotal: number): void {
    this.#expectedTotal = expectedTotal;
    this.#auto = true;
    this.#framedRadius = 0;
    this.#goesBack = null;
  }

  /** Places the camera for this moment. True when it moved. */
  step(nowMs: number): boolean {
    const shifted = this.#stepInsets(nowMs);
    return this.#flight.step(nowMs) || shifted;
  }

  /** A hand took the camera. */
  release(): void {
    this.#flight.stop();
    this.#auto = false;
    this.#goesBack = null;
  }

  setView(view: ViewState): void {
    this.release();
    this.#view.setView(view);
  }

  frameAll(): void {
    this.#auto = true;
    this.#goesBack = null;
    this.#frame(true);
  }

  /**
   * The points are about to move back to where they were seen in this view: the camera glides there with them.
   * @param view null where it framed them
   */
  goBackWithPoints(view: ViewState | null): void {
    this.#goesBack = { view };
  }

  /** To a place, no nearer than `nearest` and no farther than now. */
  flyTo(target: LatentPosition, nearest: number): void {
    this.release();
    const pose = this.#view.pose();
    const distance = Math.min(pose.distance, Math.max(nearest, this.#bounds.radius() * 0.02));
    this.#flight.start({ ...pose, target, distance }, performance.now(), !this.reducedMotion);
  }

  /**
   * Moves the view sideways, no more than needed to have a place in sight and not under a panel when all that moves by
   * itself has come to rest. True when it does.
   */
  reveal(place: LatentPosition): boolean {
    const view = this.#view;
    const rest = this.#flight.goal ?? view.pose();
    const now = view.pose();
    view.setPose(rest);
    view.setInsets(this.#insetsGoal);
    const away = this.#wayIntoSight(place);
    view.setInsets(this.#insetsNow);
    view.setPose(now);
    if (!away) return false;
    const [x, y, z] = rest.target;
    const target = [x + away.x, y + away.y, z + away.z] as const;
    this.#flight.start({ ...rest, target }, performance.now(), !this.reducedMotion);
    return true;
  }

  /** Rows were added to the bounds: frames them when they reach beyond what was framed. True when the camera moves. */
  pointsAdded(): boolean {
    return this.#follow(this.#framedRadius > 0);
  }

  /**
   * All points are elsewhere. At another scale or in another place altogether the view that the person had chosen shows
   * nothing any more, and all are framed again. True when the camera moves.
   */
  pointsMoved(oldCentre: LatentPosition, oldRadius: number): boolean {
    const back = this.#goesBack;
    if (back) {
      this.#goBack(back.view);
      return true;
    }
    const radius = this.#bounds.radius();
    const centre = this.#bounds.centre();
    const shift = Math.hypot(centre[0] - oldCentre[0], centre[1] - oldCentre[1], centre[2] - oldCentre[2]);
    if (radius > oldRadius * 1.5 || radius < oldRadius / 1.5 || shift > oldRadius * 0.5) {
      this.#auto = true;
      this.#framedRadius = 0;
    }
    return this.#follow(true);
  }

  /** The canvas has another size. */
  resized(): void {
    // What panels cover changes with the size: nothing glides there meanwhile.
    Object.assign(this.#insetsNow, this.#insetsGoal);
    this.#insetsStartMs = -1;
    this.#view.setInsets(this.#insetsGoal);
    if (this.#auto && this.#bounds.count > 0) this.#frame(false);
  }

  /** What panels cover now: the middle of the view moves to the middle of the rest. */
  setInsets(insets: Insets): void {
    const goal = this.#insetsGoal;
    if (SIDES.every((side) => insets[side] === goal[side])) return;
    Object.assign(goal, insets);
    const smoothly = this.#bounds.count > 0 && !this.reducedMotion;
    Object.assign(this.#insetsFrom, this.#insetsNow);
    this.#view.setInsets(goal);
    if (this.#auto && this.#bounds.count > 0) this.#frame(smoothly);
    if (smoothly) {
      this.#insetsStartMs = performance.now();
      this.#view.setInsets(this.#insetsNow);
    } else {
      this.#insetsStartMs = -1;
      Object.assign(this.#insetsNow, goal);
    }
  }

  #stepInsets(nowMs: number): boolean {
    if (this.#insetsStartMs < 0) return false;
    const share = Math.min(1, Math.max(0, (nowMs - this.#insetsStartMs) / FLIGHT_MS));
    const t = easeInOut(share);
    for (const side of SIDES) {
      this.#insetsNow[side] = this.#insetsFrom[side] + (this.#insetsGoal[side] - this.#insetsFrom[side]) * t;
    }
    this.#view.setInsets(this.#insetsNow);
    if (share === 1) this.#insetsStartMs = -1;
    return true;
  }

  /** How far the target is to go for a place to be in sight, in projection units; null where it is. */
  #wayIntoSight(place: LatentPosition): Vector3 | null {
    const view = this.#view;
    const px: ScreenPx = { x: 0, y: 0 };
    const depth = view.worldToScreen(...place, px);
    // Behind the camera: to the middle.
    if (depth <= 0) return new Vector3(...place).sub(view.target);
    view.beyondFree(px.x, px.y, REVEAL_MARGIN_PX, px);
    if (px.x === 0 && px.y === 0) return null;
    const unitsPerPx = depth / view.focalPx;
    return view.right
      .clone()
      .multiplyScalar(px.x * unitsPerPx)
      .addScaledVector(view.up, -px.y * unitsPerPx);
  }

  #goBack(view: ViewState | null): void {
    if (!view) return this.frameAll();
    this.release();
    const now = this.#view.pose();
    this.#view.setView(view);
    const goal = this.#view.pose();
    this.#view.setPose(now);
    this.#flight.start(goal, performance.now(), !this.reducedMotion);
  }

  /** Frames anew where points lie beyond what was framed, or fill much less of it. */
  #follow(smoothly: boolean): boolean {
    if (!this.#auto || this.#bounds.count === 0) return false;
    const radius = this.#bounds.radius();
    // Of what is framed now nothing says how it suits points of another scale.
    if (this.#framedRadius === 0) {
      this.#frame(smoothly);
      return true;
    }
    const slack = this.#framedRadius * 0.08;
    const isInside = this.#bulk().every(([from, to], k) => {
      const [framedFrom, framedTo] = this.#framed[k] ?? [0, 0];
      return from >= framedFrom - slack && to <= framedTo + slack;
    });
    if (isInside && radius >= this.#framedRadius * 0.8) return false;
    this.#frame(smoothly);
    return true;
  }

  /** From where to where the bulk of the points is along each axis: a few far away would leave the rest a speck. */
  #bulk(): Range[] {
    const { low, high } = this.#bounds;
    const reach = this.#bounds.radius() * BULK_RADII;
    return this.#bounds
      .centre()
      .map((middle, k) => [
        middle + Math.max((low[k] as number) - middle, -reach) * AXES_SHARE,
        middle + Math.min((high[k] as number) - middle, reach) * AXES_SHARE,
      ]);
  }

  /** Seen from the front, the axes' ends are where their numbers stand: few points lie well within them. */
  #withAxes(bulk: readonly Range[]): Range[] {
    const { low, high } = this.#bounds;
    const ticks = boxTicks(low, high);
    return bulk.map(([from, to], k) => [
      from <= low[k]! ? Math.min(from, ticks[k]!.first) : from,
      to >= high[k]! ? Math.max(to, ticks[k]!.last) : to,
    ]);
  }

  /** The cards of few points are large, and reach beyond the places they stand at. */
  #withCards(ranges: readonly Range[]): [Range, Range, Range] {
    const { low, high, count } = this.#bounds;
    const half = naturalCardSize(Math.max(count, this.#expectedTotal), this.#bounds.radius()) / 2;
    return ranges.map(([from, to], k) => [
      Math.min(from, Math.max(from, low[k]!) - half),
      Math.max(to, Math.min(to, high[k]!) + half),
    ]) as [Range, Range, Range];
  }

  #frame(smoothly: boolean): void {
    const { low, high, count } = this.#bounds;
    this.#framedRadius = this.#bounds.radius();
    this.#framed = this.#bulk();
    const flat = count > 1 && low[2] === high[2];
    // Two dimensions are looked at from the front.
    // On its way elsewhere, it goes on to look from there.
    const from = this.#flight.goal ?? this.#view.pose();
    const azimuthRad = flat ? 0 : from.azimuthRad;
    const polarRad = flat ? Math.PI / 2 : from.polarRad;
    const [x, y, z] = this.#withCards(flat ? this.#withAxes(this.#framed) : this.#framed);
    const pose = this.#view.fittingPose(
      [x[0], y[0], z[0]],
      [x[1], y[1], z[1]],
      azimuthRad,
      polarRad,
      FRAME_MARGIN_PX,
    );
    // A single place has a room around it too.
    const distance = Math.max(pose.distance, this.#framedRadius * 1.2);
    this.#flight.start({ ...pose, distance }, performance.now(), smoothly && !this.reducedMotion);
  }
}
