import { samePoint } from './samePoint.ts';
import type { PointRef, ScreenPx } from './sceneTypes.ts';

/** Which point is selected, which one the pointer is on, and whether that must be looked up again. */
export class SceneFocus {
  selected: PointRef | null = null;
  hovered: PointRef | null = null;
  readonly pointerPx: ScreenPx = { x: 0, y: 0 };
  pointerInside = false;
  /** The pointer, the camera or the points moved since `hovered` was found. */
  stale = false;

  get hoveredIsSelected(): boolean {
    return samePoint(this.hovered, this.selected);
  }

  pointerAt(x: number, y: number): void {
    this.pointerInside = true;
    this.pointerPx.x = x;
    this.pointerPx.y = y;
    this.stale = true;
  }

  pointerLeft(): void {
    this.pointerInside = false;
    this.stale = true;
  }

  reset(): void {
    this.selected = null;
    this.hovered = null;
    this.stale = true;
  }
}
