import type { PointRef } from '../sceneTypes.ts';

/** A button or finger that went down on the canvas. CSS pixels from its top left corner. */
export interface Press {
  readonly x: number;
  readonly y: number;
  /** 0 main, 1 middle, 2 secondary. */
  readonly button: number;
  readonly shift: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly mod: boolean;
  readonly alt: boolean;
  /** By a finger, which covers what it holds. */
  readonly isTouch: boolean;
  readonly space: boolean;
  /** What lies under it; looked up at the first reading. */
  readonly point: PointRef | null;
}

/** The pointer's place now, and its way since the last move; the same object at every call. CSS pixels. */
export interface PressMove {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** The event's timeStamp. */
  readonly stampMs: number;
}

/** What a press becomes when it moves: a press that stays where it is, is a click. One gesture has a press to itself. */
export interface Gesture {
  readonly name: string;
  /** CSS cursor while it runs. */
  readonly cursor?: string;
  /** While it runs the wheel does nothing, and nothing is hovered. */
  readonly holdsView?: boolean;
  /** Whether this press is meant for it. */
  claims(press: Press): boolean;
  start(press: Press): void;
  move(move: PressMove): void;
  /** The button or finger went up. */
  end(): void;
  /** Esc, a second finger, or the system took the pointer away. */
  cancel(): void;
}
