import type { PointOrigin } from '../../protocol/document.ts';
import type { ViewPosition } from '../../protocol/projection.ts';
import type { DragChart } from '../drag/DragChart.ts';

/** A point under the hand: shown at once, part of the document when the hand lets go. */
export interface PointMove {
  readonly id: string;
  readonly name: string;
  readonly origin: PointOrigin;
  /** Of a point that is not in the document yet. */
  readonly isNew: boolean;
  /** It moves by itself, and is gone when anything else is begun, unless it is kept. */
  readonly isPassing?: boolean;
  /** Where the move began, and where the point is now: [D] float32. */
  readonly start: Float32Array;
  readonly z: Float32Array;
  /** Between the hand and z; in a curved view it is fitted first. Null where it cannot be had. */
  readonly chart: DragChart | Promise<DragChart | null> | null;
}

/** A move that began before the image's z had arrived: what the hand does meanwhile is made up for. */
export interface AwaitedMove {
  readonly row: number;
  /** Since the move began, in projection units; null while the hand has not moved. */
  delta: ViewPosition | null;
  stampMs: number;
  /** The hand has let go already. */
  isReleased: boolean;
}
