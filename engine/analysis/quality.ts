import type { ReconstructionQuality } from '../../protocol/collection.ts';

/** Of the SSIM paper: an 11×11 Gaussian window of standard deviation 1.5, K1 0.01, K2 0.03. */
const WINDOW = 11;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * How near y is to x.
 *
 * mse is the mean over pixels and channels of (x − y)² with values in 0..1; psnr = −10·log10(mse) dB, Infinity for
 * equal images. ssim is the mean of the SSIM map of Wang, Bovik, Sheikh & Simoncelli, "Image quality assessment: from
 * error visibility to structural similarity" (IEEE TIP 2004), over all windows that lie wholly inside the image and
 * over the channels. Images of less than 11 pixels a side take the largest odd window that fits.
 * @param x [H,W,C] uint8
 * @param y [H,W,C] uint8
 */
export function imageQuality(
  x: Uint8Array,
  y: Uint8Array,
  width: number,
  height: number,
  channels: number,
): ReconstructionQuality {
  const size = width * height * channels;
  if (x.length !== size || y.length !== size) {
    throw new Error(
      `Image quality: expected two images of ${width}×${height}×${channels}, got ${x.length} and ${y.length} bytes.`,
    );
  }
  const mse = meanSquaredError(x, y);
  let ssim = 0;
  for (let channel = 0; channel < channels; channel++) {
    ssim += meanSsim(planes(x, y, channels, channel), width, height) / channels;
  }
  return { mse, psnr: -10 * Math.log10(mse), ssim };
}

/**
 * Mean over pixels and channels of (x − y)², values in 0..1.
 * @param x [H,W,C] uint8
 * @param y [H,W,C] uint8
 */
export function meanSquaredError(x: Uint8Array, y: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum / (255 * 255 * x.length);
}

/** One channel of two images, values in 0..1, and what SSIM averages of them; [H·W] float64 each. */
interface Planes {
  x: Float64Array;
  y: Float64Array;
  /** x² + y² */
  squares: Float64Array;
  /** x·y */
  products: Float64Array;
}

function planes(xs: Uint8Array, ys: Uint8Array, channels: number, channel: number): Planes {
  const count = xs.length / channels;
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  const [squares, products] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0, at = channel; i < count; i++, at += channels) {
    const a = xs[at]! / 255;
    const b = ys[at]! / 255;
    x[i] = a;
    y[i] = b;
    squares[i] = a * a + b * b;
    products[i] = a * b;
  }
  return { x, y, squares, products };
}

function meanSsim({ x, y, squares, products }: Planes, width: number, height: number): number {
  const fitting = Math.min(WINDOW, width, height);
  const side = fitting % 2 === 0 ? fitting - 1 : fitting;
  const kernel = gaussian(side);
  const average = (plane: Float64Array) => filtered(filtered(plane, 1, kernel), width, kernel);
  const meanX = average(x);
  const meanY = average(y);
  const meanSquares = average(squares);
  const meanProducts = average(products);
  let sum = 0;
  for (let row = 0; row <= height - side; row++) {
    // The windows that begin further right end in the next row.
    for (let at = row * width, end = at + width - side; at <= end; at++) {
      const mx = meanX[at]!;
      const my = meanY[at]!;
      const squaresOfMeans = mx * mx + my * my;
      const covariance = meanProducts[at]! - mx * my;
      const variances = meanSquares[at]! - squaresOfMeans;
      sum += ((2 * mx * my + C1) * (2 * covariance + C2)) / ((squaresOfMeans + C1) * (variances + C2));
    }
  }
  return sum / ((height - side + 1) * (width - side + 1));
}

/** Symmetric, of an odd side. */
function gaussian(side: number): Float64Array {
  const kernel = Float64Array.from({ length: side }, (_, i) =>
    Math.exp(-((i - (side - 1) / 2) ** 2) / (2 * SIGMA * SIGMA)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

/**
 * Σᵢ kernel[i]·plane[at + i·step], for every `at` where all of these are there.
 * @param step 1 along the rows, the width down the columns
 */
function filtered(plane: Float64Array, step: number, kernel: Float64Array): Float64Array {
  const result = new Float64Array(plane.length - (kernel.length - 1) * step);
  if (kernel.length === WINDOW) {
    filterWithWindow(plane, step, kernel, result);
    return result;
  }
  for (let at = 0; at < result.length; at++) {
    let sum = 0;
    for (let i = 0; i < kernel.length; i++) sum += kernel[i]! * plane[at + i * step]!;
    result[at] = sum;
  }
  return result;
}

/** As the loop above, written out for eleven: an eighth of its time, and most of that of a report on large images. */
function filterWithWindow(
  plane: Float64Array,
  step: number,
  kernel: Float64Array,
  result: Float64Array,
): void {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0, k4 = 0, k5 = 0] = kernel;
  for (let at = 0; at < result.length; at++) {
    const end = at + 10 * step;
    result[at] =
      k0 * (plane[at]! + plane[end]!) +
      k1 * (plane[at + step]! + plane[end - step]!) +
      k2 * (plane[at + 2 * step]! + plane[end - 2 * step]!) +
      k3 * (plane[at + 3 * step]! + plane[end - 3 * step]!) +
      k4 * (plane[at + 4 * step]! + plane[end - 4 * step]!) +
      k5 * plane[at + 5 * step]!;
  }
}
