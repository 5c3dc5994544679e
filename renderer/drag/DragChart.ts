import { latentAtDelta, positionOfLatent } from '../../protocol/projection.ts';
import type { Chart, ViewPosition } from '../../protocol/projection.ts';

/** Between a hand in the view and z, for one move of one point: all that a drag knows of a projection. */
export interface DragChart {
  /**
   * z when the hand has moved the point by delta since the move began; at delta 0 exactly where it was.
   * @param delta [3] in projection units
   * @param out [D], written
   */
  latentAt(delta: ViewPosition, out: Float32Array): void;
  /** Where the point is shown then. @param z what latentAt gave */
  positionAt(delta: ViewPosition, z: Float32Array): ViewPosition;
}

/** Of a view with one chart everywhere. Exact: what the view does not show of z stays as it was. */
export class AffineDrag implements DragChart {
  readonly #chart: Chart;
  readonly #start: Float32Array;

  constructor(chart: Chart, start: Float32Array) {
    this.#chart = chart;
    this.#start = start;
  }

  latentAt(delta: ViewPosition, out: Float32Array): void {
    latentAtDelta(this.#chart, this.#start, delta, out);
  }

  positionAt(_: ViewPosition, z: Float32Array): ViewPosition {
    return positionOfLatent(this.#chart, z);
  }
}
