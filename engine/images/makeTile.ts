import type { ImageTarget } from './ImageTarget.ts';
import { toChannels } from './modelPixels.ts';
import type { RawImage } from './RawImage.ts';

/**
 * A thumbnail: the image as large as fits into T × T, centred, transparent around it.
 * @param channels 1 shows the image grey, as the model sees it
 * @returns [T,T,4] RGBA
 */
export function makeTile(image: RawImage, channels: ImageTarget['channels'], tileSize: number): Uint8Array {
  const longest = Math.max(image.width, image.height);
  const width = Math.max(1, Math.round((tileSize * image.width) / longest));
  const height = Math.max(1, Math.round((tileSize * image.height) / longest));
  const from = image.channels === 1 ? 1 : channels;
  const data = toChannels(image.data, image.width * image.height, image.channels, from);
  const small = resample(data, image.width, image.height, from, width, height);

  const tile = new Uint8Array(tileSize * tileSize * 4);
  const left = (tileSize - width) >> 1;
  const top = (tileSize - height) >> 1;
  let at = 0;
  for (let y = 0; y < height; y++) {
    let to = ((top + y) * tileSize + left) * 4;
    for (let x = 0; x < width; x++, to += 4, at += from) {
      tile[to] = small[at]!;
      tile[to + 1] = small[from === 1 ? at : at + 1]!;
      tile[to + 2] = small[from === 1 ? at : at + 2]!;
      tile[to + 3] = 255;
    }
  }
  return tile;
}

/** For one axis: per output position the first input position, then a fixed number of weights that sum to 1. */
interface Filter {
  taps: number;
  starts: Int32Array;
  weights: Float32Array;
}

const filters = new Map<string, Filter>();

/** Triangle filter, as wide as the step when shrinking: bilinear enlarged, area-like reduced, and never ringing. */
function filterFor(from: number, to: number): Filter {
  const key = `${from}:${to}`;
  const known = filters.get(key);
  if (known) return known;
  const scale = from / to;
  const support = Math.max(1, scale);
  const taps = Math.min(from, Math.ceil(support * 2) + 1);
  const starts = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.min(from - taps, Math.floor(centre - support + 1)));
    starts[out] = start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = Math.max(0, 1 - Math.abs(start + tap - centre) / support);
      weights[out * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) weights[out * taps + tap]! /= sum;
  }
  const filter = { taps, starts, weights };
  // Image sizes are the model's, a handful; the limit is for whoever opens hundreds of models in a week.
  if (filters.size >= 32) filters.clear();
  filters.set(key, filter);
  return filter;
}

/** [H,W,C] uint8 at another size. */
export function resample(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  toWidth: number,
  toHeight: number,
): Uint8Array {
  if (width === toWidth && height === toHeight) return data;
  const across = filterFor(width, toWidth);
  const rows = new Float32Array(height * toWidth * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      const first = (y * width + across.starts[x]!) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let tap = 0, from = first + c; tap < across.taps; tap++, from += channels) {
          sum += data[from]! * across.weights[x * across.taps + tap]!;
        }
        rows[at++] = sum;
      }
    }
  }
  const down = filterFor(height, toHeight);
  const stride = toWidth * channels;
  const result = new Uint8Array(toHeight * stride);
  for (let y = 0, at = 0; y < toHeight; y++) {
    const first = down.starts[y]! * stride;
    for (let i = 0; i < stride; i++) {
      let sum = 0.5;
      for (let tap = 0, from = first + i; tap < down.taps; tap++, from += stride) {
        sum += rows[from]! * down.weights[y * down.taps + tap]!;
      }
      result[at++] = sum;
    }
  }
  return result;
}
