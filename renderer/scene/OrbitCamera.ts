import { PerspectiveCamera, Vector3 } from 'three';
import type { Area, Insets, LatentPosition, ScreenPx, ViewState } from './sceneTypes.ts';

const FOV_DEG = 38;
/** Keeps the view off the poles, where left and right would swap. */
const POLE_MARGIN_RAD = 0.02;
const NO_INSETS: Insets = { left: 0, right: 0, top: 0, bottom: 0 };
/** Of the canvas's width and height must stay free, or the insets are disregarded: then panels cover the view anyway. */
const FREE_SHARE_LEAST = 0.3;
const UP = new Vector3(0, 1, 0);

/** What the camera looks at, in projection units, from which side and from how far. */
export interface CameraPose {
  readonly target: LatentPosition;
  readonly azimuthRad: number;
  readonly polarRad: number;
  readonly distance: number;
}

/**
 * A camera that orbits a target with y up. Own instead of three's OrbitControls, which decides what is "no movement"
 * with an absolute 1e-6 (latent units may be smaller), and keeps the zoom's anchor at the target's depth: here the
 * anchor is what lies under the pointer. No call allocates.
 */
export class OrbitCamera {
  readonly camera = new PerspectiveCamera(FOV_DEG, 1, 0.01, 100);
  readonly target = new Vector3();
  #azimuth = 0.6;
  #polar = 1.25;
  #distance = 3;
  #widthPx = 1;
  #heightPx = 1;
  readonly #insets: Insets = { ...NO_INSETS };
  #centreX = 0.5;
  #centreY = 0.5;
  /** Of everything drawn, for near and far. */
  readonly #sceneCentre = new Vector3();
  #sceneRadius = 1;
  readonly #scratch = new Vector3();
  readonly #right = new Vector3();
  readonly #up = new Vector3();
  readonly #back = new Vector3();

  constructor() {
    this.update();
  }

  get distance(): number {
    return this.#distance;
  }
  get azimuth(): number {
    return this.#azimuth;
  }
  get polar(): number {
    return this.#polar;
  }
  get widthPx(): number {
    return this.#widthPx;
  }
  get heightPx(): number {
    return this.#heightPx;
  }
  get sceneRadius(): number {
    return this.#sceneRadius;
  }
  /** Pixels per projection unit at depth 1. */
  get focalPx(): number {
    return this.#heightPx / 2 / Math.tan((FOV_DEG * Math.PI) / 360);
  }

  /** Where the target is drawn: the middle of what the insets leave free, in CSS pixels. */
  get centreX(): number {
    return this.#centreX;
  }
  get centreY(): number {
    return this.#centreY;
  }

  setSize(widthPx: number, heightPx: number): void {
    this.#widthPx = Math.max(1, widthPx);
    this.#heightPx = Math.max(1, heightPx);
    this.#placeCentre();
    this.update();
  }

  /** What panels cover at each side of the canvas: the target is drawn in the middle of the rest. Copies `insets`. */
  setInsets(insets: Insets): void {
    Object.assign(this.#insets, insets);
    this.#placeCentre();
    this.update();
  }

  setSceneSphere(centre: LatentPosition, radius: number): void {
    this.#sceneCentre.set(centre[0], centre[1], centre[2]);
    this.#sceneRadius = radius;
    this.update();
  }

  /** What panels cover, whether the view makes room for them or not; read only. */
  get insets(): Readonly<Insets> {
    return this.#insets;
  }

  /** What panels leave free of the canvas, CSS pixels. */
  get shownArea(): Area {
    const { left, right, top, bottom } = this.#usedInsets();
    return { x: left, y: top, width: this.#widthPx - left - right, height: this.#heightPx - top - bottom };
  }

  /** A camera of its own that sees an area of the canvas, in CSS pixels; the area may reach beyond it. */
  cameraOf({ x, y, width, height }: Area): PerspectiveCamera {
    const camera = this.camera.clone();
    const left = this.#widthPx / 2 - this.#centreX + x;
    const top = this.#heightPx / 2 - this.#centreY + y;
    camera.setViewOffset(this.#widthPx, this.#heightPx, left, top, width, height);
    return camera;
  }

  /**
   * From where a box just fits the free area and stands in its middle, with a margin for what stands around it.
   * @param low [3] corner of the box, projection units
   * @param high [3]
   * @param marginPx at each side; less where that would take more than a fifth of the free area
   */
  fittingPose(
    low: LatentPosition,
    high: LatentPosition,
    azimuthRad: number,
    polarRad: number,
    marginPx: { readonly x: number; readonly y: number },
  ): CameraPose {
    const { left, right, top, bottom } = this.#usedInsets();
    const halfWidthPx = (this.#widthPx - left - right) / 2;
    const halfHeightPx = (this.#heightPx - top - bottom) / 2;
    const slopeX = Math.max(halfWidthPx - marginPx.x, halfWidthPx * 0.6) / this.focalPx;
    const slopeY = Math.max(halfHeightPx - marginPx.y, halfHeightPx * 0.6) / this.focalPx;
    const [sinA, cosA] = [Math.sin(azimuthRad), Math.cos(azimuthRad)];
    const [sinP, cosP] = [Math.sin(polarRad), Math.cos(polarRad)];
    // From the middle of the screen a corner is (across − shift) / (distance − back) away, which is to be within ± slope:
    // that bounds the shift from both sides, and where the bounds meet is the least distance.
    let [mostX, leastX, mostY, leastY] = [-Infinity, Infinity, -Infinity, Infinity];
    for (let corner = 0; corner < 8; corner++) {
      const x = corner & 1 ? high[0] : low[0];
      const y = corner & 2 ? high[1] : low[1];
      const z = corner & 4 ? high[2] : low[2];
      // Along the screen's right, up and back, as update() has them.
      const across = x * cosA - z * sinA;
      const back = x * sinP * sinA + y * cosP + z * sinP * cosA;
      const up = y * sinP - cosP * (x * sinA + z * cosA);
      mostX = Math.max(mostX, across + slopeX * back);
      leastX = Math.min(leastX, across - slopeX * back);
      mostY = Math.max(mostY, up + slopeY * back);
      leastY = Math.min(leastY, up - slopeY * back);
    }
    // Distances were from the origin's depth: the target has the middle of the box's depth.
    const middle = [0, 1, 2].map((k) => ((low[k] as number) + (high[k] as number)) / 2) as [
      number,
      number,
      number,
    ];
    const middleBack = middle[0] * sinP * sinA + middle[1] * cosP + middle[2] * sinP * cosA;
    const reach = Math.max((mostX - leastX) / (2 * slopeX), (mostY - leastY) / (2 * slopeY));
    const across = (mostX + leastX) / 2;
    const up = (mostY + leastY) / 2;
    return {
      target: [
        across * cosA - up * cosP * sinA + middleBack * sinP * sinA,
        up * sinP + middleBack * cosP,
        -across * sinA - up * cosP * cosA + middleBack * sinP * cosA,
      ],
      azimuthRad,
      polarRad,
      distance: reach - middleBack,
    };
  }

  /** How far a place on screen lies outside of what panels leave free, in pixels; 0 inside. */
  beyondFree(xPx: number, yPx: number, marginPx: number, out: ScreenPx): void {
    const { left, right, top, bottom } = this.#insets;
    out.x = beyond(xPx, left + marginPx, this.#widthPx - right - marginPx);
    out.y = beyond(yPx, top + marginPx, this.#heightPx - bottom - marginPx);
  }

  /** Sets target, angles and distance at once; distance is kept within what depth precision allows. */
  place(
    targetX: number,
    targetY: number,
    targetZ: number,
    azimuthRad: number,
    polarRad: number,
    distance: number,
  ): void {
    this.target.set(targetX, targetY, targetZ);
    this.#azimuth = azimuthRad;
    this.#polar = Math.min(Math.PI - POLE_MARGIN_RAD, Math.max(POLE_MARGIN_RAD, polarRad));
    this.#distance = Math.min(this.#sceneRadius * 60, Math.max(this.#sceneRadius * 1e-4, distance));
    this.update();
  }

  pose(): CameraPose {
    const { x, y, z } = this.target;
    return { target: [x, y, z], azimuthRad: this.#azimuth, polarRad: this.#polar, distance: this.#distance };
  }

  setPose({ target, azimuthRad, polarRad, distance }: CameraPose): void {
    this.place(...target, azimuthRad, polarRad, distance);
  }

  orbitBy(azimuthRad: number, polarRad: number): void {
    const { x, y, z } = this.target;
    this.place(x, y, z, this.#azimuth + azimuthRad, this.#polar + polarRad, this.#distance);
  }

  /** Moves the view so that what is at the target's depth follows the pointer by (dx, dy) pixels. */
  panBy(dxPx: number, dyPx: number): void {
    const unitsPerPx = this.#distance / this.focalPx;
    this.target.addScaledVector(this.#right, -dxPx * unitsPerPx).addScaledVector(this.#up, dyPx * unitsPerPx);
    this.update();
  }

  /**
   * Zooms by `factor` (> 1 is nearer) about what lies under (x, y) at this view depth: that place stays where it is on
   * screen. The target moves to that depth along the line of sight, so orbiting goes on about what was zoomed to.
   */
  zoomAt(xPx: number, yPx: number, depth: number, factor: number): void {
    const { target, camera } = this;
    const oldDepth = Math.max(depth, this.#sceneRadius * 1e-4);
    const newDepth = Math.min(this.#sceneRadius * 60, Math.max(this.#sceneRadius * 1e-4, oldDepth / factor));
    const travel = oldDepth - newDepth;
    const sideways = travel / this.focalPx;
    this.#scratch
      .copy(camera.position)
      .addScaledVector(this.#right, (xPx - this.#centreX) * sideways)
      .addScaledVector(this.#up, -(yPx - this.#centreY) * sideways)
      .addScaledVector(this.#back, -travel);
    target.copy(this.#scratch).addScaledVector(this.#back, -newDepth);
    this.#distance = newDepth;
    this.update();
  }

  viewState(): ViewState {
    const { position } = this.camera;
    return {
      position: [position.x, position.y, position.z],
      target: [this.target.x, this.target.y, this.target.z],
    };
  }

  setView(view: ViewState): void {
    if (![...view.position, ...view.target].every(Number.isFinite)) return;
    const offset = this.#scratch.set(
      view.position[0] - view.target[0],
      view.position[1] - view.target[1],
      view.position[2] - view.target[2],
    );
    const distance = offset.length();
    if (distance === 0) return;
    const polar = Math.acos(Math.min(1, Math.max(-1, offset.y / distance)));
    this.place(...view.target, Math.atan2(offset.x, offset.z), polar, distance);
  }

  /** View depth (clip w) of a place. */
  depthOf(x: number, y: number, z: number): number {
    const { position } = this.camera;
    return -(
      (x - position.x) * this.#back.x +
      (y - position.y) * this.#back.y +
      (z - position.z) * this.#back.z
    );
  }

  /** CSS pixels from the top left; returns the view depth, ≤ 0 behind the camera. */
  worldToScreen(x: number, y: number, z: number, out: ScreenPx): number {
    const { position } = this.camera;
    const dx = x - position.x;
    const dy = y - position.y;
    const dz = z - position.z;
    const depth = -(dx * this.#back.x + dy * this.#back.y + dz * this.#back.z);
    const scale = this.focalPx / depth;
    out.x = this.#centreX + (dx * this.#right.x + dy * this.#right.y + dz * this.#right.z) * scale;
    out.y = this.#centreY - (dx * this.#up.x + dy * this.#up.y + dz * this.#up.z) * scale;
    return depth;
  }

  /** Unit vectors of the screen in projection units; read only. */
  get right(): Vector3 {
    return this.#right;
  }
  get up(): Vector3 {
    return this.#up;
  }
  get back(): Vector3 {
    return this.#back;
  }

  update(): void {
    const { camera, target } = this;
    const sinPolar = Math.sin(this.#polar);
    this.#back.set(
      sinPolar * Math.sin(this.#azimuth),
      Math.cos(this.#polar),
      sinPolar * Math.cos(this.#azimuth),
    );
    this.#right.crossVectors(UP, this.#back).normalize();
    this.#up.crossVectors(this.#back, this.#right);
    camera.position.copy(target).addScaledVector(this.#back, this.#distance);
    camera.quaternion.setFromRotationMatrix(camera.matrixWorld.makeBasis(this.#right, this.#up, this.#back));
    camera.updateMatrixWorld(true);
    // Near follows the distance so that depth keeps its precision at every zoom; far reaches around the whole scene.
    const reach = camera.position.distanceTo(this.#sceneCentre) + this.#sceneRadius * 3;
    camera.near = Math.max(this.#distance * 0.04, reach * 1e-5);
    camera.far = Math.max(reach, this.#distance * 2);
    camera.updateProjectionMatrix();
  }

  #usedInsets(): Insets {
    const { left, right, top, bottom } = this.#insets;
    const isFree =
      this.#widthPx - left - right >= this.#widthPx * FREE_SHARE_LEAST &&
      this.#heightPx - top - bottom >= this.#heightPx * FREE_SHARE_LEAST;
    return isFree ? this.#insets : NO_INSETS;
  }

  #placeCentre(): void {
    const { left, right, top, bottom } = this.#usedInsets();
    const width = this.#widthPx;
    const height = this.#heightPx;
    this.#centreX = (left + width - right) / 2;
    this.#centreY = (top + height - bottom) / 2;
    // The same perspective, of which another part lies in the window: lengths at the target's depth stay as they are.
    this.camera.setViewOffset(
      width,
      height,
      width / 2 - this.#centreX,
      height / 2 - this.#centreY,
      width,
      height,
    );
  }
}

/** How far a value lies below or above a range, with its sign; of a range turned about, from its middle. */
function beyond(value: number, low: number, high: number): number {
  if (low > high) return value - (low + high) / 2;
  return value < low ? value - low : value > high ? value - high : 0;
}
