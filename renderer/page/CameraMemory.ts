import type { LatentScene } from '../scene/LatentScene.ts';
import type { ViewState } from '../scene/sceneTypes.ts';

type Camera = Pick<
  LatentScene,
  'canvas' | 'viewState' | 'setView' | 'goBackWithPoints' | 'frameAll' | 'settled'
>;

/** While the camera moves it is looked at this often. */
const LOOK_EVERY_MS = 200;

/**
 * Keeps where a person has steered the camera, and puts it back. A camera that frames everything by itself is kept as
 * null, so that it goes on doing so.
 */
export class CameraMemory {
  readonly #keep: (view: ViewState | null) => void;
  #camera: Camera | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Where it was when the hand began. */
  #before: ViewState | null = null;
  #last: ViewState | null = null;
  #isHeld = false;

  constructor(keep: (view: ViewState | null) => void) {
    this.#keep = keep;
  }

  /** Follows what the hand does to this camera, until the function returned is called. */
  watch(camera: Camera): () => void {
    this.#camera = camera;
    const listening = new AbortController();
    const { signal } = listening;
    // Before the scene's own listeners move the camera.
    const first = { signal, capture: true, passive: true };
    camera.canvas.addEventListener('wheel', () => this.#steered(), first);
    camera.canvas.addEventListener('dblclick', () => this.#steered(), first);
    camera.canvas.addEventListener(
      'pointerdown',
      () => {
        this.#isHeld = true;
        this.#steered();
      },
      first,
    );
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, () => (this.#isHeld = false), { signal });
    }
    return () => {
      this.finish();
      listening.abort();
      this.#camera = null;
    };
  }

  /** Moves the camera by a command or a key: kept as what the hand does. */
  steer(move: () => void): void {
    this.#steered();
    move();
  }

  /** Shows everything, and goes on doing so as points come and panels fold. */
  frameAll(): void {
    this.#stop();
    this.#camera?.frameAll();
    this.#keep(null);
  }

  /** Puts back what was kept. */
  restore(view: ViewState): void {
    this.#stop();
    this.#camera?.setView(view);
  }

  /** The same once the points are back where they were when it was kept; null: they are framed. */
  restoreWithPoints(view: ViewState | null): void {
    this.#stop();
    this.#camera?.goBackWithPoints(view);
  }

  /** What comes next is another collection: keeps where the hand has steered in this one, and lets go. */
  finish(): void {
    this.keepNow();
    this.#stop();
  }

  /** Keeps what has moved since it was looked at last. */
  keepNow(): void {
    const view = this.#camera?.viewState();
    if (!view || !this.#before || isSame(view, this.#last ?? this.#before)) return;
    this.#last = view;
    this.#keep(view);
  }

  #steered(): void {
    this.#before ??= this.#camera?.viewState() ?? null;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  #look(): void {
    const last = this.#last;
    this.keepNow();
    const rests = this.#last === last && !this.#isHeld && (this.#camera?.settled ?? true);
    if (rests) this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#before = null;
    this.#last = null;
  }
}

function isSame(a: ViewState, b: ViewState): boolean {
  return [0, 1, 2].every(
    (axis) => a.position[axis] === b.position[axis] && a.target[axis] === b.target[axis],
  );
}
