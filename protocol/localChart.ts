import { invertSymmetric } from './invertSymmetric.ts';

/** The kernel ends at this many times the distance of the row below. */
const KERNEL_REACH = 1.5;
/** The bandwidth follows the distance to this nearest row, so that as many have a say everywhere, dense or sparse. */
const BANDWIDTH_ROW = 20;
/**
 * Share of the spread that is added in every direction, so that one in which rows hardly differ has no steep slope, and the rounds that
 * take it back where rows differ enough (iterated Tikhonov regularisation): slopes are right to (ridge / spread)^rounds.
 */
const RIDGE = 0.01;
const RIDGE_ROUNDS = 3;
/** Of the patch's extent: no bandwidth is smaller, though many rows lie in one place. */
const SMALLEST_BANDWIDTH = 1e-6;

/**
 * From a place in a view back to z: at each place the affine map that fits the rows about it best, weighted by a smooth kernel
 * (moving least squares; Lancaster and Salkauskas 1981, Cleveland 1979). Exact for a view that is affine; continuous; where no row is
 * near it becomes the affine fit of all. Called at every move of a pointer, it takes its memory once.
 */
export class LocalChart {
  readonly #dims: number;
  readonly #d: number;
  readonly #maxRows: number;
  #m = 0;
  /** Of the patch: the root of the mean squared distance from its middle. */
  #extent = 0;
  /** [maxRows,dims] */
  readonly #positions: Float64Array;
  /** [maxRows,D] */
  readonly #latents: Float64Array;
  /** [maxRows] squared distances, and the same to be partly sorted. */
  readonly #squares: Float64Array;
  readonly #sorted: Float64Array;
  readonly #weights: Float64Array;
  readonly #middle: Float64Array;
  /** [dims,dims] */
  readonly #spread: Float64Array;
  readonly #ridged: Float64Array;
  readonly #inverse: Float64Array;
  readonly #product: Float64Array;
  /** [D,dims] */
  readonly #slopes: Float64Array;
  readonly #difference: Float64Array;

  /**
   * @param dims of the view, 2 or 3
   * @param d D, of z
   * @param maxRows of a patch
   */
  constructor(dims: 2 | 3, d: number, maxRows: number) {
    this.#dims = dims;
    this.#d = d;
    this.#maxRows = maxRows;
    this.#positions = new Float64Array(maxRows * dims);
    this.#latents = new Float64Array(maxRows * d);
    this.#squares = new Float64Array(maxRows);
    this.#sorted = new Float64Array(maxRows);
    this.#weights = new Float64Array(maxRows);
    this.#middle = new Float64Array(dims);
    this.#spread = new Float64Array(dims * dims);
    this.#ridged = new Float64Array(dims * dims);
    this.#inverse = new Float64Array(dims * dims);
    this.#product = new Float64Array(dims * dims);
    this.#slopes = new Float64Array(d * dims);
    this.#difference = new Float64Array(dims);
  }

  /** Rows in the patch. */
  get rows(): number {
    return this.#m;
  }

  /**
   * The rows that the map is fitted to, copied: about the place of interest, several times as many as the 20 that the bandwidth
   * follows, so that a hand can move on before it leaves them.
   * @param positions [m,dims]
   * @param latents [m,D]
   * @param m 1..maxRows
   */
  setPatch(positions: ArrayLike<number>, latents: ArrayLike<number>, m: number): void {
    const [dims, d] = [this.#dims, this.#d];
    if (!(m >= 1 && m <= this.#maxRows)) {
      throw new Error(`Local chart: expected 1 to ${this.#maxRows} rows, got ${m}.`);
    }
    this.#m = m;
    for (let at = 0; at < m * dims; at++) this.#positions[at] = positions[at]!;
    for (let at = 0; at < m * d; at++) this.#latents[at] = latents[at]!;
    let square = 0;
    for (let axis = 0; axis < dims; axis++) {
      let mean = 0;
      for (let row = 0; row < m; row++) mean += this.#positions[row * dims + axis]! / m;
      for (let row = 0; row < m; row++) square += (this.#positions[row * dims + axis]! - mean) ** 2 / m;
    }
    this.#extent = Math.sqrt(square);
  }

  /**
   * z at a place in the view.
   * @param position [dims]
   * @param outZ [D], written
   * @param outJacobian [D,dims], written: the slopes of the map at that place, ∂z/∂position but for the change of its weights
   */
  evaluate(position: ArrayLike<number>, outZ: Float64Array, outJacobian?: Float64Array): void {
    if (this.#m === 0) throw new Error('Local chart: setPatch comes before evaluate.');
    const [dims, d, m] = [this.#dims, this.#d, this.#m];
    this.#weigh(position);
    const [weights, positions, latents] = [this.#weights, this.#positions, this.#latents];
    const middle = this.#middle.fill(0);
    const z = outZ.fill(0);
    let total = 0;
    for (let row = 0; row < m; row++) {
      const weight = weights[row]!;
      if (weight === 0) continue;
      total += weight;
      for (let axis = 0; axis < dims; axis++) middle[axis]! += weight * positions[row * dims + axis]!;
      for (let j = 0; j < d; j++) z[j]! += weight * latents[row * d + j]!;
    }
    for (let axis = 0; axis < dims; axis++) middle[axis]! /= total;
    for (let j = 0; j < d; j++) z[j]! /= total;

    const spread = this.#spread.fill(0);
    const slopes = this.#slopes.fill(0);
    const difference = this.#difference;
    for (let row = 0; row < m; row++) {
      const weight = weights[row]! / total;
      if (weight === 0) continue;
      for (let axis = 0; axis < dims; axis++)
        difference[axis] = positions[row * dims + axis]! - middle[axis]!;
      for (let a = 0; a < dims; a++) {
        const weighted = weight * difference[a]!;
        for (let b = 0; b < dims; b++) spread[a * dims + b]! += weighted * difference[b]!;
        for (let j = 0; j < d; j++) slopes[j * dims + a]! += weighted * (latents[row * d + j]! - z[j]!);
      }
    }
    this.#invertSpread();
    const inverse = this.#inverse;
    for (let j = 0; j < d; j++) {
      for (let a = 0; a < dims; a++) {
        let slope = 0;
        for (let b = 0; b < dims; b++) slope += slopes[j * dims + b]! * inverse[b * dims + a]!;
        z[j]! += slope * (position[a]! - middle[a]!);
        if (outJacobian) outJacobian[j * dims + a] = slope;
      }
    }
  }

  /** Weights of all rows by their distance, (1 − r²)³ up to the kernel's end. */
  #weigh(position: ArrayLike<number>): void {
    const [dims, m] = [this.#dims, this.#m];
    const [squares, sorted, weights, positions] = [
      this.#squares,
      this.#sorted,
      this.#weights,
      this.#positions,
    ];
    for (let row = 0; row < m; row++) {
      let square = 0;
      for (let axis = 0; axis < dims; axis++) {
        const difference = position[axis]! - positions[row * dims + axis]!;
        square += difference * difference;
      }
      squares[row] = square;
      sorted[row] = square;
    }
    const followed = selectSmallest(sorted, m, Math.min(BANDWIDTH_ROW, m) - 1);
    const least = SMALLEST_BANDWIDTH * this.#extent;
    const reach = KERNEL_REACH * KERNEL_REACH * Math.max(followed, least * least);
    for (let row = 0; row < m; row++) {
      const share = reach > 0 ? 1 - squares[row]! / reach : 1;
      weights[row] = share > 0 ? share * share * share : 0;
    }
  }

  /** Inverse of the spread with its ridge; 0 where all rows are in one place. */
  #invertSpread(): void {
    const dims = this.#dims;
    const spread = this.#spread;
    const inverse = this.#inverse;
    let trace = 0;
    for (let axis = 0; axis < dims; axis++) trace += spread[axis * dims + axis]!;
    if (!(trace > 0)) {
      inverse.fill(0);
      return;
    }
    const ridge = (RIDGE * trace) / dims;
    for (let axis = 0; axis < dims; axis++) spread[axis * dims + axis]! += ridge;
    const ridged = this.#ridged;
    invertSymmetric(spread, dims, ridged);
    inverse.set(ridged);
    for (let round = 1; round < RIDGE_ROUNDS; round++) {
      const product = this.#product.fill(0);
      for (let a = 0; a < dims; a++) {
        for (let b = 0; b < dims; b++) {
          for (let c = 0; c < dims; c++)
            product[a * dims + b]! += ridged[a * dims + c]! * inverse[c * dims + b]!;
        }
      }
      for (let at = 0; at < dims * dims; at++) inverse[at] = ridged[at]! + ridge * product[at]!;
    }
  }
}

/** The value at `index` in ascending order, by Hoare's selection; the values change places. */
function selectSmallest(values: Float64Array, count: number, index: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (index <= right) high = right;
    else if (index >= left) low = left;
    else break;
  }
  return values[index]!;
}
