import type { OrbitCamera } from '../OrbitCamera.ts';
import type { Gesture, Press, PressMove } from './Gesture.ts';

const RADIANS_PER_HEIGHT = Math.PI * 1.15;

/** The main button anywhere: turns the camera about its target. */
export class OrbitGesture implements Gesture {
  readonly name = 'orbit';
  readonly #view: OrbitCamera;
  readonly #steered: () => void;

  /** @param steered told of each change of the camera, which is borrowed */
  constructor(view: OrbitCamera, steered: () => void) {
    this.#view = view;
    this.#steered = steered;
  }

  claims({ button, shift, mod, space }: Press): boolean {
    return button === 0 && !shift && !mod && !space;
  }

  start(): void {}

  move({ dx, dy }: PressMove): void {
    const radiansPerPx = RADIANS_PER_HEIGHT / this.#view.heightPx;
    this.#view.orbitBy(-dx * radiansPerPx, -dy * radiansPerPx);
    this.#steered();
  }

  end(): void {}

  cancel(): void {}
}
