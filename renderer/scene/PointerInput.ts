import type { Gesture, Press, PressMove } from './gestures/Gesture.ts';
import { isTyping, swallow } from './gestures/HeldAxis.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { PointRef } from './sceneTypes.ts';

/** What the pointer acts on besides gestures: the scene. Coordinates are CSS pixels from the canvas's top left. */
export interface PointerTarget {
  readonly camera: OrbitCamera;
  pick(x: number, y: number): PointRef | null;
  /** View depth to zoom about: of what lies under (x, y), else of the camera's target. */
  depthAt(x: number, y: number): number;
  pointerAt(x: number, y: number): void;
  pointerLeft(): void;
  /** A gesture runs that is about something else than what the pointer is over. */
  pointerTaken(): void;
  /** `add`: with Shift, Ctrl or Cmd. */
  click(point: PointRef | null, add: boolean): void;
  fly(point: PointRef): void;
  /** Called for each change of the camera by wheel or two fingers. */
  cameraChanged(): void;
}

/** A press that moves less is a click: hands, pens and fingers tremble. */
const MOVE_LEAST_PX: Readonly<Record<string, number>> = { mouse: 3, pen: 5, touch: 9 };
/** A finger covers what it points at: places around it are tried too, 44 px across in all. */
const FINGER_RADIUS_PX = 22;
const FINGER_RINGS = 4;

/**
 * Mouse, pen, touch and trackpad on the canvas. A press that stays is a click; one that moves is handed to the gesture
 * that claims it. Two fingers pan and zoom, the wheel zooms.
 */
export class PointerInput {
  readonly #canvas: HTMLCanvasElement;
  readonly #target: PointerTarget;
  readonly #listening = new AbortController();
  /** Asked in this order. */
  readonly #gestures: Gesture[] = [];
  /** The press that is down; null while none is. */
  #press: CanvasPress | null = null;
  /** Of this press: what claimed it, whether it has moved, and whether that gesture runs. */
  #claimer: Gesture | null = null;
  #hasMoved = false;
  #running: Gesture | null = null;
  /** The pointers that are down, in the order they came: at most two count. */
  #firstId = -1;
  #secondId = -1;
  #secondX = 0;
  #secondY = 0;
  readonly #moveNow = { x: 0, y: 0, dx: 0, dy: 0, stampMs: 0 } satisfies PressMove;
  #spaceHeld = false;

  constructor(canvas: HTMLCanvasElement, target: PointerTarget) {
    this.#canvas = canvas;
    this.#target = target;
    canvas.style.touchAction = 'none';
    const { signal } = this.#listening;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.#lost(event), { signal });
    canvas.addEventListener('lostpointercapture', (event) => this.#lost(event), { signal });
    canvas.addEventListener('pointerleave', () => this.busy || target.pointerLeft(), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener('dblclick', (event) => this.#doubleClick(event), { signal });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    window.addEventListener('keydown', (event) => this.#keyDown(event), { signal, capture: true });
    window.addEventListener('keyup', (event) => event.code === 'Space' && (this.#spaceHeld = false), {
      signal,
      capture: true,
    });
    window.addEventListener('blur', () => (this.#spaceHeld = false), { signal });
  }

  /** True while a button or finger is down on the canvas. */
  get busy(): boolean {
    return this.#press !== null;
  }

  /** Asked before those that are there. Returns what takes it out again, ended if it runs. */
  addGesture(gesture: Gesture): () => void {
    this.#gestures.unshift(gesture);
    return () => {
      const at = this.#gestures.indexOf(gesture);
      if (at < 0) return;
      if (this.#running === gesture) this.#cancel();
      if (this.#claimer === gesture) this.#claimer = null;
      this.#gestures.splice(at, 1);
    };
  }

  dispose(): void {
    this.#cancel();
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'touch' && this.#firstId !== -1) {
      if (this.#secondId === -1) this.#startPinch(event);
      return;
    }
    // A second mouse button during a gesture changes nothing.
    if (this.busy) return;
    this.#canvas.setAttribute('data-pressed', '');
    this.#canvas.focus({ preventScroll: true });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#firstId = event.pointerId;
    this.#moveNow.x = event.offsetX;
    this.#moveNow.y = event.offsetY;
    this.#hasMoved = false;
    const isTouch = event.pointerType === 'touch';
    this.#press = new CanvasPress(event, this.#spaceHeld, (x, y) =>
      isTouch ? this.#pickNear(x, y) : this.#target.pick(x, y),
    );
    this.#claimer = this.#claim(this.#press);
  }

  #claim(press: Press): Gesture | null {
    return this.#gestures.find((gesture) => gesture.claims(press)) ?? null;
  }

  #move(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    const now = this.#moveNow;
    if (event.pointerId === this.#secondId) {
      this.#pinch(now.x, now.y, x, y);
      this.#secondX = x;
      this.#secondY = y;
      return;
    }
    const press = this.#press;
    if (!press) {
      if (event.pointerType !== 'touch') this.#target.pointerAt(x, y);
      return;
    }
    if (event.pointerId !== this.#firstId) return;
    if (this.#secondId !== -1) {
      this.#pinch(x, y, this.#secondX, this.#secondY);
      now.x = x;
      now.y = y;
      return;
    }
    if (!this.#hasMoved) {
      const leastPx = MOVE_LEAST_PX[event.pointerType] ?? 3;
      if (Math.hypot(x - press.x, y - press.y) < leastPx) return;
      this.#start(press);
    }
    now.dx = x - now.x;
    now.dy = y - now.y;
    now.x = x;
    now.y = y;
    now.stampMs = event.timeStamp;
    this.#running?.move(now);
  }

  #start(press: Press): void {
    this.#hasMoved = true;
    this.#running = this.#claimer;
    if (!this.#running) return;
    this.#canvas.style.cursor = this.#running.cursor ?? this.#canvas.style.cursor;
    if (this.#running.holdsView) this.#target.pointerTaken();
    this.#running.start(press);
  }

  #up(event: PointerEvent): void {
    if (this.#secondId !== -1 && (event.pointerId === this.#secondId || event.pointerId === this.#firstId)) {
      this.#endPinch(event.pointerId);
      return;
    }
    if (event.pointerId !== this.#firstId) return;
    const press = this.#press;
    const running = this.#running;
    const isClick = !this.#hasMoved && press !== null && press.button === 0 && !press.space;
    this.#release();
    running?.end();
    if (isClick) this.#target.click(press.point, press.shift || press.mod);
    if (event.pointerType !== 'touch') this.#target.pointerAt(event.offsetX, event.offsetY);
  }

  /** The system took the pointer away (or its capture, after an up that has been handled already). */
  #lost(event: PointerEvent): void {
    if (event.pointerId === this.#secondId) {
      this.#endPinch(event.pointerId);
    } else if (event.pointerId === this.#firstId) {
      this.#cancel();
      this.#release();
    }
  }

  #release(): void {
    const id = this.#firstId;
    this.#press = this.#claimer = this.#running = null;
    this.#firstId = -1;
    this.#secondId = -1;
    this.#canvas.style.cursor = '';
    if (id !== -1 && this.#canvas.hasPointerCapture(id)) this.#canvas.releasePointerCapture(id);
  }

  /** The rest of this press does nothing more. */
  #cancel(): void {
    const running = this.#running;
    this.#claimer = this.#running = null;
    this.#hasMoved = true;
    this.#canvas.style.cursor = '';
    running?.cancel();
  }

  #pickNear(x: number, y: number): PointRef | null {
    for (let ring = 0; ring <= FINGER_RINGS; ring++) {
      const radius = (ring / FINGER_RINGS) * FINGER_RADIUS_PX;
      for (let k = 0; k < (ring === 0 ? 1 : 8); k++) {
        const angle = (k * Math.PI) / 4;
        const point = this.#target.pick(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
        if (point) return point;
      }
    }
    return null;
  }

  #startPinch(event: PointerEvent): void {
    this.#cancel();
    this.#secondId = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#secondX = event.offsetX;
    this.#secondY = event.offsetY;
  }

  /** One finger stays: it goes on as if it had come down on nothing. */
  #endPinch(goneId: number): void {
    const now = this.#moveNow;
    if (goneId === this.#firstId) {
      this.#firstId = this.#secondId;
      now.x = this.#secondX;
      now.y = this.#secondY;
    }
    this.#secondId = -1;
    const press = this.#press?.movedTo(now.x, now.y);
    if (!press) return;
    this.#press = press;
    this.#claimer = this.#claim(press);
    this.#start(press);
  }

  /** From where the two fingers were to where they are: their middle pans, their distance zooms about it. */
  #pinch(firstX: number, firstY: number, secondX: number, secondY: number): void {
    const { camera } = this.#target;
    const { x: lastX, y: lastY } = this.#moveNow;
    const wasPx = Math.hypot(lastX - this.#secondX, lastY - this.#secondY);
    const isPx = Math.hypot(firstX - secondX, firstY - secondY);
    const middleX = (firstX + secondX) / 2;
    const middleY = (firstY + secondY) / 2;
    camera.panBy(middleX - (lastX + this.#secondX) / 2, middleY - (lastY + this.#secondY) / 2);
    if (wasPx > 1 && isPx > 1) camera.zoomAt(middleX, middleY, camera.distance, isPx / wasPx);
    this.#target.cameraChanged();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (this.#running?.holdsView || this.#secondId !== -1) return;
    const unitPx =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? 16
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? 100
          : 1;
    // A trackpad's pinch arrives as a wheel with Ctrl and small steps.
    const perPx = event.ctrlKey ? 0.01 : 0.0016;
    const steps = Math.min(240, Math.max(-240, event.deltaY * unitPx));
    const { camera } = this.#target;
    camera.zoomAt(
      event.offsetX,
      event.offsetY,
      this.#target.depthAt(event.offsetX, event.offsetY),
      Math.exp(-steps * perPx),
    );
    this.#target.cameraChanged();
  }

  #doubleClick(event: MouseEvent): void {
    if (event.button !== 0 || event.shiftKey || event.ctrlKey || event.metaKey) return;
    const point = this.#target.pick(event.offsetX, event.offsetY);
    if (point) this.#target.fly(point);
  }

  #keyDown(event: KeyboardEvent): void {
    this.#canvas.removeAttribute('data-pressed');
    if (isTyping(event.target)) return;
    if (event.code === 'Space') this.#spaceHeld = true;
    if (event.key !== 'Escape' || !this.#running) return;
    swallow(event);
    this.#cancel();
  }
}

/** A pointer that went down, with what lies under it looked up once and only when somebody asks. */
class CanvasPress implements Press {
  readonly x: number;
  readonly y: number;
  readonly button: number;
  readonly shift: boolean;
  readonly mod: boolean;
  readonly alt: boolean;
  readonly space: boolean;
  readonly isTouch: boolean;
  readonly #pick: (x: number, y: number) => PointRef | null;
  #point: PointRef | null | undefined;

  constructor(
    event: Pick<
      PointerEvent,
      'offsetX' | 'offsetY' | 'button' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'pointerType'
    >,
    space: boolean,
    pick: (x: number, y: number) => PointRef | null,
  ) {
    this.x = event.offsetX;
    this.y = event.offsetY;
    this.button = event.button;
    this.shift = event.shiftKey;
    this.mod = event.ctrlKey || event.metaKey;
    this.alt = event.altKey;
    this.space = space;
    this.isTouch = event.pointerType === 'touch';
    this.#pick = pick;
  }

  get point(): PointRef | null {
    if (this.#point === undefined) this.#point = this.#pick(this.x, this.y);
    return this.#point;
  }

  /** The same press at another place, on nothing. */
  movedTo(x: number, y: number): CanvasPress {
    const { button, shift, mod, alt } = this;
    const pointerType = this.isTouch ? 'touch' : 'mouse';
    return new CanvasPress(
      {
        offsetX: x,
        offsetY: y,
        button,
        shiftKey: shift,
        ctrlKey: mod,
        metaKey: false,
        altKey: alt,
        pointerType,
      },
      this.space,
      () => null,
    );
  }
}
