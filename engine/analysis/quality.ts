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
    ssim += meanSsim(plane(x, channels, channel), plane(y, channels, channel), width, height) / channels;
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

/** One channel as [H·W] float64 in 0..1. */
function plane(image: Uint8Array, channels: number, channel: number): Float64Array {
  const result = new Float64Array(image.length / channels);
  for (let i = 0, at = channel; i < result.length; i++, at += channels) result[i] = image[at]! / 255;
  return result;
}

function meanSsim(x: Float64Array, y: Float64Array, width: number, height: number): number {
  const side = Math.min(WINDOW, width, height);
  const kernel = gaussian(side % 2 === 0 ? side - 1 : side);
  const blur = (image: Float64Array) => blurInside(image, width, height, kernel);
  const meanX = blur(x);
  const meanY = blur(y);
  const meanXX = blur(x.map((value) => value * value));
  const meanYY = blur(y.map((value) => value * value));
  const meanXY = blur(x.map((value, i) => value * y[i]!));
  let sum = 0;
  for (let i = 0; i < meanX.length; i++) {
    const mx = meanX[i]!;
    const my = meanY[i]!;
    const varianceX = meanXX[i]! - mx * mx;
    const varianceY = meanYY[i]! - my * my;
    const covariance = meanXY[i]! - mx * my;
    sum +=
      ((2 * mx * my + C1) * (2 * covariance + C2)) /
      ((mx * mx + my * my + C1) * (varianceX + varianceY + C2));
  }
  return sum / meanX.length;
}

function gaussian(side: number): Float64Array {
  const kernel = Float64Array.from({ length: side }, (_, i) =>
    Math.exp(-((i - (side - 1) / 2) ** 2) / (2 * SIGMA * SIGMA)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

/** Separable filter, only where the window lies wholly inside: [H−s+1, W−s+1]. */
function blurInside(image: Float64Array, width: number, height: number, kernel: Float64Array): Float64Array {
  const side = kernel.length;
  const outWidth = width - side + 1;
  const outHeight = height - side + 1;
  const horizontal = new Float64Array(outWidth * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum = 0;
      for (let i = 0; i < side; i++) sum += kernel[i]! * image[row * width + column + i]!;
      horizontal[row * outWidth + column] = sum;
    }
  }
  const result = new Float64Array(outWidth * outHeight);
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum = 0;
      for (let i = 0; i < side; i++) sum += kernel[i]! * horizontal[(row + i) * outWidth + column]!;
      result[row * outWidth + column] = sum;
    }
  }
  return result;
}
