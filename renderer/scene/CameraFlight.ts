import type { CameraPose, OrbitCamera } from './OrbitCamera.ts';

export const FLIGHT_MS = 480;

/** Share of the way after a share of the time, both 0..1: slow, fast, slow. */
export function easeInOut(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}

/** Moves the camera smoothly to a goal; distances in proportion, angles the short way round. */
export class CameraFlight {
  readonly #camera: OrbitCamera;
  #from: CameraPose | null = null;
  #goal: CameraPose | null = null;
  #startMs = 0;

  constructor(camera: OrbitCamera) {
    this.#camera = camera;
  }

  get running(): boolean {
    return this.#goal !== null;
  }

  /** Where it will end; null when nothing runs. */
  get goal(): CameraPose | null {
    return this.#goal;
  }

  /** With `smoothly` false the camera is there at once. */
  start(goal: CameraPose, nowMs: number, smoothly: boolean): void {
    const camera = this.#camera;
    if (!smoothly) {
      this.#goal = null;
      camera.setPose(goal);
      return;
    }
    const turns = Math.round((camera.azimuth - goal.azimuthRad) / (2 * Math.PI));
    this.#from = camera.pose();
    this.#goal = { ...goal, azimuthRad: goal.azimuthRad + turns * 2 * Math.PI };
    this.#startMs = nowMs;
  }

  /** A hand on the camera ends any flight where it is. */
  stop(): void {
    this.#goal = null;
  }

  /** Places the camera for this moment. False when nothing runs. */
  step(nowMs: number): boolean {
    const from = this.#from;
    const goal = this.#goal;
    if (!from || !goal) return false;
    const share = Math.min(1, Math.max(0, (nowMs - this.#startMs) / FLIGHT_MS));
    const t = easeInOut(share);
    const mix = (a: number, b: number) => a + (b - a) * t;
    this.#camera.place(
      mix(from.target[0], goal.target[0]),
      mix(from.target[1], goal.target[1]),
      mix(from.target[2], goal.target[2]),
      mix(from.azimuthRad, goal.azimuthRad),
      mix(from.polarRad, goal.polarRad),
      Math.exp(mix(Math.log(from.distance), Math.log(goal.distance))),
    );
    if (share === 1) this.#goal = null;
    return true;
  }
}
