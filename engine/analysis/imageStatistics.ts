/** What an image looks like, in four numbers. Grey images have a colourfulness of 0. */
export interface ImageStatistics {
  /** Mean of luma, 0..1. */
  brightness: number;
  /** Standard deviation of luma, 0..0.5: RMS contrast (Peli, "Contrast in complex images", JOSA A 1990). */
  contrast: number;
  /**
   * Variance of the Laplacian of luma (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000): the
   * kernel 0 1 0, 1 −4 1, 0 1 0, the image mirrored about its outermost pixels. With luma in 0..1; OpenCV's
   * `Laplacian(grey).var()` on 0..255 is 65,025 times as large.
   */
  sharpness: number;
  /**
   * M⁽³⁾ = σ_rgyb + 0.3 μ_rgyb of Hasler & Süsstrunk, "Measuring colourfulness in natural images" (SPIE 2003), with
   * rg = R − G, yb = (R + G) / 2 − B and channels in 0..255: 15 slightly, 59 quite, 109 extremely colourful.
   */
  colourfulness: number;
}

/**
 * Measures an image. Luma is ITU-R BT.601's, 0.299 R + 0.587 G + 0.114 B of the gamma-encoded values, as grey images are made
 * elsewhere in the engine.
 * @param pixels [H,W,C] uint8
 */
export function imageStatistics(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: 1 | 3,
): ImageStatistics {
  if (pixels.length !== width * height * channels) {
    throw new Error(
      `Image statistics: expected an image of ${width}×${height}×${channels}, got ${pixels.length} bytes.`,
    );
  }
  const luma = lumaOf(pixels, channels);
  const { mean, variance } = momentsOf(luma);
  return {
    brightness: mean,
    contrast: Math.sqrt(variance),
    sharpness: momentsOf(laplacianOf(luma, width, height)).variance,
    colourfulness: channels === 1 ? 0 : colourfulnessOf(pixels),
  };
}

/** [H·W] in 0..1 */
function lumaOf(pixels: Uint8Array, channels: 1 | 3): Float64Array {
  const luma = new Float64Array(pixels.length / channels);
  for (let i = 0, at = 0; i < luma.length; i++, at += channels) {
    luma[i] =
      channels === 1
        ? pixels[at]! / 255
        : (0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!) / 255;
  }
  return luma;
}

/** Over all values, the variance being that of a population. Two passes, so that nothing is lost to cancellation. */
function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}

function laplacianOf(luma: Float64Array, width: number, height: number): Float64Array {
  const result = new Float64Array(luma.length);
  for (let y = 0; y < height; y++) {
    const above = mirrored(y - 1, height) * width;
    const below = mirrored(y + 1, height) * width;
    for (let x = 0; x < width; x++) {
      const row = y * width;
      const sides = luma[row + mirrored(x - 1, width)]! + luma[row + mirrored(x + 1, width)]!;
      result[row + x] = luma[above + x]! + luma[below + x]! + sides - 4 * luma[row + x]!;
    }
  }
  return result;
}

/** −1 → 1, n → n − 2: the outermost pixel is not repeated. A side of one pixel has only itself. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  return at < 0 ? -at : at >= length ? 2 * length - 2 - at : at;
}

function colourfulnessOf(pixels: Uint8Array): number {
  const count = pixels.length / 3;
  const redGreen = new Float64Array(count);
  const yellowBlue = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    redGreen[i] = red - green;
    yellowBlue[i] = (red + green) / 2 - blue;
  }
  const rg = momentsOf(redGreen);
  const yb = momentsOf(yellowBlue);
  return Math.sqrt(rg.variance + yb.variance) + 0.3 * Math.hypot(rg.mean, yb.mean);
}
