import type { OrbitCamera } from './OrbitCamera.ts';
import type { PointRef } from './sceneTypes.ts';

/** What gestures act on: the scene. Coordinates are CSS pixels from the canvas's top left. */
export interface PointerTarget {
  readonly camera: OrbitCamera;
  pick(x: number, y: number): PointRef | null;
  /** View depth to zoom about: of what lies under (x, y), else of the camera's target. */
  depthAt(x: number, y: number): number;
  pointerAt(x: number, y: number): void;
  pointerLeft(): void;
  click(point: PointRef | null): void;
  fly(point: PointRef): void;
  /** Called for each change of the camera by hand. */
  cameraChanged(): void;
  dragStart(point: PointRef): void;
  /** Hand's way since the press; `axis` while X, Y or Z is held. */
  drag(point: PointRef, dxPx: number, dyPx: number, axis: 0 | 1 | 2 | null, stampMs: number): void;
  dragEnd(point: PointRef): void;
  dragCancel(point: PointRef): void;
}

type Gesture = 'none' | 'press' | 'drag' | 'orbit' | 'pan' | 'pinch' | 'ignored';

const MOVE_LEAST_PX = { mouse: 3, touch: 9 } as const;
/** A finger covers what it points at: places around it are tried too. */
const FINGER_RADIUS_PX = 11;
const RADIANS_PER_HEIGHT = Math.PI * 1.15;
const AXIS_KEYS = ['KeyX', 'KeyY', 'KeyZ'] as const;

/** Mouse, pen, touch and trackpad on the canvas, and the keys that belong to a drag. */
export class PointerInput {
  readonly #canvas: HTMLCanvasElement;
  readonly #target: PointerTarget;
  readonly #listening = new AbortController();
  #gesture: Gesture = 'none';
  #pressed: PointRef | null = null;
  /** The pointers that are down, in the order they came: at most two count. */
  #firstId = -1;
  #secondId = -1;
  #pressX = 0;
  #pressY = 0;
  #lastX = 0;
  #lastY = 0;
  #secondX = 0;
  #secondY = 0;
  #moveLeastPx = 3;
  #axis: 0 | 1 | 2 | null = null;
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
    canvas.addEventListener('pointerleave', () => this.#gesture === 'none' && target.pointerLeft(), {
      signal,
    });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener('dblclick', (event) => this.#doubleClick(event), { signal });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    window.addEventListener('keydown', (event) => this.#keyDown(event), { signal, capture: true });
    window.addEventListener('keyup', (event) => this.#keyUp(event), { signal, capture: true });
    window.addEventListener('blur', () => this.#forgetKeys(), { signal });
  }

  /** True while a button or finger is down on the canvas. */
  get busy(): boolean {
    return this.#gesture !== 'none';
  }

  get dragging(): boolean {
    return this.#gesture === 'drag';
  }

  dispose(): void {
    if (this.#gesture === 'drag') this.#cancelDrag();
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    if (event.pointerType === 'touch' && this.#firstId !== -1) {
      if (this.#secondId === -1) this.#startPinch(event);
      return;
    }
    // A second mouse button during a gesture changes nothing.
    if (this.#gesture !== 'none') return;
    this.#canvas.focus({ preventScroll: true });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#firstId = event.pointerId;
    this.#pressX = this.#lastX = x;
    this.#pressY = this.#lastY = y;
    this.#moveLeastPx = event.pointerType === 'touch' ? MOVE_LEAST_PX.touch : MOVE_LEAST_PX.mouse;
    this.#pressed = null;
    if (
      event.button === 2 ||
      event.button === 1 ||
      (event.button === 0 && (event.ctrlKey || event.metaKey || this.#spaceHeld))
    ) {
      this.#gesture = 'pan';
    } else if (event.button !== 0 || event.shiftKey) {
      this.#gesture = 'ignored';
    } else {
      this.#pressed = event.pointerType === 'touch' ? this.#pickNear(x, y) : this.#target.pick(x, y);
      this.#gesture = 'press';
    }
  }

  #move(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    if (event.pointerId === this.#secondId) {
      this.#pinch(this.#lastX, this.#lastY, x, y);
      this.#secondX = x;
      this.#secondY = y;
      return;
    }
    if (this.#gesture === 'none') {
      if (event.pointerType !== 'touch') this.#target.pointerAt(x, y);
      return;
    }
    if (event.pointerId !== this.#firstId) return;
    const dx = x - this.#lastX;
    const dy = y - this.#lastY;
    if (this.#gesture === 'press') {
      if (Math.hypot(x - this.#pressX, y - this.#pressY) < this.#moveLeastPx) return;
      if (this.#pressed) {
        this.#gesture = 'drag';
        this.#canvas.style.cursor = 'grabbing';
        this.#target.dragStart(this.#pressed);
      } else {
        this.#gesture = 'orbit';
      }
    }
    const { camera } = this.#target;
    switch (this.#gesture) {
      case 'drag':
        this.#lastX = x;
        this.#lastY = y;
        this.#emitDrag(event.timeStamp);
        return;
      case 'orbit': {
        const radiansPerPx = RADIANS_PER_HEIGHT / camera.heightPx;
        camera.orbitBy(-dx * radiansPerPx, -dy * radiansPerPx);
        this.#target.cameraChanged();
        break;
      }
      case 'pan':
        camera.panBy(dx, dy);
        this.#target.cameraChanged();
        break;
      case 'pinch':
        this.#pinch(x, y, this.#secondX, this.#secondY);
        break;
    }
    this.#lastX = x;
    this.#lastY = y;
  }

  #up(event: PointerEvent): void {
    if (
      event.pointerId === this.#secondId ||
      (event.pointerId === this.#firstId && this.#gesture === 'pinch')
    ) {
      // One finger stays: it goes on orbiting from where it is.
      if (event.pointerId === this.#firstId) {
        this.#firstId = this.#secondId;
        this.#lastX = this.#secondX;
        this.#lastY = this.#secondY;
      }
      this.#secondId = -1;
      this.#gesture = 'orbit';
      return;
    }
    if (event.pointerId !== this.#firstId) return;
    const gesture = this.#gesture;
    const pressed = this.#pressed;
    this.#end();
    if (gesture === 'drag' && pressed) this.#target.dragEnd(pressed);
    else if (gesture === 'press') this.#target.click(pressed);
    if (event.pointerType !== 'touch') this.#target.pointerAt(event.offsetX, event.offsetY);
  }

  /** The system took the pointer away (or its capture, after an up that has been handled already). */
  #lost(event: PointerEvent): void {
    if (event.pointerId === this.#secondId) {
      this.#secondId = -1;
      this.#gesture = 'orbit';
    } else if (event.pointerId === this.#firstId) {
      if (this.#gesture === 'drag') this.#cancelDrag();
      this.#end();
    }
  }

  #end(): void {
    const id = this.#firstId;
    this.#gesture = 'none';
    this.#pressed = null;
    this.#firstId = -1;
    this.#secondId = -1;
    this.#canvas.style.cursor = '';
    if (id !== -1 && this.#canvas.hasPointerCapture(id)) this.#canvas.releasePointerCapture(id);
  }

  #cancelDrag(): void {
    const pressed = this.#pressed;
    // The rest of this press does nothing more.
    this.#gesture = 'ignored';
    this.#canvas.style.cursor = '';
    if (pressed) this.#target.dragCancel(pressed);
  }

  #emitDrag(stampMs: number): void {
    if (!this.#pressed) return;
    this.#target.drag(
      this.#pressed,
      this.#lastX - this.#pressX,
      this.#lastY - this.#pressY,
      this.#axis,
      stampMs,
    );
  }

  #pickNear(x: number, y: number): PointRef | null {
    for (const radius of [0, FINGER_RADIUS_PX / 2, FINGER_RADIUS_PX]) {
      for (let k = 0; k < (radius === 0 ? 1 : 8); k++) {
        const angle = (k * Math.PI) / 4;
        const point = this.#target.pick(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
        if (point) return point;
      }
    }
    return null;
  }

  #startPinch(event: PointerEvent): void {
    if (this.#gesture === 'drag') this.#cancelDrag();
    this.#secondId = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#secondX = event.offsetX;
    this.#secondY = event.offsetY;
    this.#gesture = 'pinch';
  }

  /** From where the two fingers were to where they are: their middle pans, their distance zooms about it. */
  #pinch(firstX: number, firstY: number, secondX: number, secondY: number): void {
    const { camera } = this.#target;
    const wasPx = Math.hypot(this.#lastX - this.#secondX, this.#lastY - this.#secondY);
    const isPx = Math.hypot(firstX - secondX, firstY - secondY);
    const middleX = (firstX + secondX) / 2;
    const middleY = (firstY + secondY) / 2;
    camera.panBy(middleX - (this.#lastX + this.#secondX) / 2, middleY - (this.#lastY + this.#secondY) / 2);
    if (wasPx > 1 && isPx > 1) camera.zoomAt(middleX, middleY, camera.distance, isPx / wasPx);
    this.#target.cameraChanged();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (this.#gesture === 'drag' || this.#gesture === 'pinch') return;
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
    if (isTyping(event.target)) return;
    if (event.code === 'Space') this.#spaceHeld = true;
    const dragging = this.#gesture === 'drag';
    if (event.key === 'Escape' && dragging) {
      swallow(event);
      this.#cancelDrag();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const axis = axisOfKey(event);
    if (axis === null) return;
    if (dragging) swallow(event);
    if (axis === this.#axis) return;
    this.#axis = axis;
    if (dragging) this.#emitDrag(event.timeStamp);
  }

  #keyUp(event: KeyboardEvent): void {
    if (event.code === 'Space') this.#spaceHeld = false;
    if (this.#axis === null || axisOfKey(event) !== this.#axis) return;
    this.#axis = null;
    if (this.#gesture !== 'drag') return;
    swallow(event);
    this.#emitDrag(event.timeStamp);
  }

  #forgetKeys(): void {
    this.#spaceHeld = false;
    this.#axis = null;
    if (this.#gesture === 'drag') this.#emitDrag(performance.now());
  }
}

/** By the letter where the keyboard has it, so that Y and Z are what is printed on them. */
function axisOfKey(event: KeyboardEvent): 0 | 1 | 2 | null {
  const byLetter = ['x', 'y', 'z'].indexOf(event.key.toLowerCase());
  const found =
    byLetter >= 0
      ? byLetter
      : event.key.length === 1
        ? -1
        : AXIS_KEYS.findIndex((code) => code === event.code);
  return found === 0 || found === 1 || found === 2 ? found : null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
