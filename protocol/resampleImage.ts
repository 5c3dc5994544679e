import type { RgbaImage } from './RgbaImage.ts';

/** How an image gets another size, in the app and on the command line: it decides what one sees. */
export const FILTERS = ['nearest', 'bilinear', 'lanczos'] as const;
export type Filter = (typeof FILTERS)[number];

interface Kernel {
  /** In source pixels, beyond which it is 0. */
  radius: number;
  weight(distance: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const KERNELS: Readonly<Record<Exclude<Filter, 'nearest'>, Kernel>> = {
  bilinear: { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  /** Lanczos-3: sinc(x) · sinc(x / 3). */
  lanczos: { radius: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** What the pixels of a line are made of: weights of so many source pixels from `from` on, which add up to 1. */
interface Taps {
  from: number;
  weights: Float32Array;
}

/**
 * An image at another size, pixel centres on pixel centres as in Pillow and OpenCV; made smaller, the kernel is widened so
 * that nothing is skipped. Here and not by the canvas, whose "high" quality is another filter in every browser.
 * @returns [height,width,4] uint8 RGBA
 */
export function resampleImage(
  image: RgbaImage,
  width: number,
  height: number,
  filter: Filter,
): Uint8ClampedArray<ArrayBuffer> {
  if (filter === 'nearest') return nearest(image, width, height);
  const kernel = KERNELS[filter];
  const across = resampleRows(
    premultiplied(image),
    image.width,
    image.height,
    tapsOf(image.width, width, kernel),
  );
  const down = resampleColumns(across, width, tapsOf(image.height, height, kernel));
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = Math.min(255, Math.max(0, down[at + 3]!));
    const scale = alpha > 0 ? 255 / alpha : 0;
    for (let channel = at; channel < at + 3; channel++) rgba[channel] = down[channel]! * scale;
    rgba[at + 3] = alpha;
  }
  return rgba;
}

function nearest(image: RgbaImage, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const source = wordsOf(image.rgba, image.width * image.height);
  const target = new Uint32Array(rgba.buffer);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * image.height) / height) * image.width;
    for (let x = 0; x < width; x++) {
      target[y * width + x] = source[row + Math.floor(((x + 0.5) * image.width) / width)]!;
    }
  }
  return rgba;
}

/** RGBA bytes a pixel at a time, copied where they do not lie on whole words. */
function wordsOf(rgba: Uint8Array | Uint8ClampedArray, pixels: number): Uint32Array {
  const isAligned = rgba.byteOffset % 4 === 0;
  return isAligned
    ? new Uint32Array(rgba.buffer, rgba.byteOffset, pixels)
    : new Uint32Array(rgba.slice(0, pixels * 4).buffer);
}

/** [H,W,4] float32 in 0..255, colours times alpha: what is transparent must not bleed its colour. */
function premultiplied({ width, height, rgba }: RgbaImage): Float32Array {
  const values = Float32Array.from(rgba.subarray(0, width * height * 4));
  for (let at = 0; at < values.length; at += 4) {
    const alpha = values[at + 3]!;
    if (alpha < 255) for (let channel = at; channel < at + 3; channel++) values[channel]! *= alpha / 255;
  }
  return values;
}

function tapsOf(source: number, target: number, { radius, weight }: Kernel): Taps[] {
  const step = source / target;
  const stretch = Math.max(1, step);
  return Array.from({ length: target }, (_, at) => {
    const centre = (at + 0.5) * step;
    const from = Math.max(0, Math.floor(centre - radius * stretch + 0.5));
    const to = Math.min(source, Math.floor(centre + radius * stretch + 0.5));
    const weights = Float32Array.from({ length: to - from }, (__, tap) =>
      weight((from + tap + 0.5 - centre) / stretch),
    );
    const sum = weights.reduce((total, each) => total + each, 0);
    return { from, weights: weights.map((each) => each / sum) };
  });
}

/** [H,W,4] to [H,W′,4] */
function resampleRows(source: Float32Array, width: number, height: number, taps: Taps[]): Float32Array {
  const target = new Float32Array(height * taps.length * 4);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (const { from, weights } of taps) {
      for (let tap = 0; tap < weights.length; tap++) {
        const weight = weights[tap]!;
        const at = (y * width + from + tap) * 4;
        for (let channel = 0; channel < 4; channel++) target[to + channel]! += weight * source[at + channel]!;
      }
      to += 4;
    }
  }
  return target;
}

/** [H,W,4] to [H′,W,4] */
function resampleColumns(source: Float32Array, width: number, taps: Taps[]): Float32Array {
  const rowLength = width * 4;
  const target = new Float32Array(taps.length * rowLength);
  taps.forEach(({ from, weights }, y) => {
    weights.forEach((weight, tap) => {
      const at = (from + tap) * rowLength;
      const to = y * rowLength;
      for (let x = 0; x < rowLength; x++) target[to + x]! += weight * source[at + x]!;
    });
  });
  return target;
}
