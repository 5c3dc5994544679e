import type { OrbitCamera } from '../OrbitCamera.ts';
import type { Gesture, Press, PressMove } from './Gesture.ts';

/** Another button, or the main one with Ctrl, Cmd or Space: what is at the target's depth follows the hand. */
export class PanGesture implements Gesture {
  readonly name = 'pan';
  readonly #view: OrbitCamera;
  readonly #steered: () => void;

  /** @param steered told of each change of the camera, which is borrowed */
  constructor(view: OrbitCamera, steered: () => void) {
    this.#view = view;
    this.#steered = steered;
  }

  claims({ button, shift, mod, space }: Press): boolean {
    return button === 1 || button === 2 || (button === 0 && !shift && (mod || space));
  }

  start(): void {}

  move({ dx, dy }: PressMove): void {
    this.#view.panBy(dx, dy);
    this.#steered();
  }

  end(): void {}

  cancel(): void {}
}
