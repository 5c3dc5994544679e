import { resampleImage, type Filter } from '../../../protocol/resampleImage.ts';
import { spreadOf } from '../../latents/paths/evenSpeed.ts';
import type { Model } from '../../models/Model.ts';
import type { Film } from './Film.ts';

const MOST_AT_ONCE = 32;
/** Bytes of images that are decoded at once. */
const MOST_BYTES = 2 ** 26;

export interface FilmLook {
  fps: number;
  repeats: boolean;
  /** The longer side of an image, pixels. */
  longestPx: number;
  filter: Filter;
  /** Whether width and height must be even: then a frame may be a pixel wider or higher than its image. */
  evenSides: boolean;
  /** '#rrggbb' of that pixel. */
  background: string;
}

/** How the images of a film change; known when it has been gone through. */
export interface ImageChanges {
  /** Sum of root mean square differences of the decoder's images from frame to frame, 0..1. */
  length: number;
  /** Standard deviation of these over their mean. */
  unevenness: number;
}

export interface PathFilm extends Film {
  /** Whether a frame is larger than its image. */
  isPadded: boolean;
  /** null until the film has been gone through. */
  changes(): ImageChanges | null;
}

/**
 * What a decoder draws of z as a film.
 * @param z [F,D]
 * @param told frames done so far; may throw to give up
 */
export function pathFilm(
  model: Model,
  z: Float32Array,
  look: FilmLook,
  told: (done: number) => Promise<void>,
): PathFilm {
  const { latentSize, json } = model.info;
  const image = { width: json.image.width, height: json.image.height };
  const { longestPx, filter, fps, repeats, background, evenSides } = look;
  const count = z.length / latentSize;
  const scale = longestPx / Math.max(image.width, image.height);
  const inner = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const width = inner.width + (evenSides ? inner.width % 2 : 0);
  const height = inner.height + (evenSides ? inner.height % 2 : 0);
  const isPadded = width !== inner.width || height !== inner.height;
  const imageBytes = image.width * image.height * 4;
  const atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(MOST_BYTES / imageBytes)));
  let changes: ImageChanges | null = null;

  async function* frames(): AsyncGenerator<Uint8Array> {
    const steps = new Float64Array(count - 1);
    let before: Uint8Array | null = null;
    for (let from = 0; from < count; from += atOnce) {
      const n = Math.min(atOnce, count - from);
      const decoded = await model.decode(z.subarray(from * latentSize, (from + n) * latentSize), n);
      for (let i = 0; i < n; i++) {
        const rgba = decoded.slice(i * imageBytes, (i + 1) * imageBytes);
        if (before) steps[from + i - 1] = rgbaDistance(before, rgba);
        before = rgba;
        yield padded(sized(rgba));
        await told(from + i + 1);
      }
    }
    changes = { length: steps.reduce((sum, step) => sum + step, 0), unevenness: spreadOf(steps) };
  }

  function sized(rgba: Uint8Array): Uint8Array {
    if (inner.width === image.width && inner.height === image.height) return rgba;
    return new Uint8Array(resampleImage({ ...image, rgba }, inner.width, inner.height, filter).buffer);
  }

  function padded(rgba: Uint8Array): Uint8Array {
    if (!isPadded) return rgba;
    const frame = new Uint8Array(width * height * 4);
    const pixel = Uint8Array.of(...[1, 3, 5].map((at) => parseInt(background.slice(at, at + 2), 16)), 255);
    for (let at = 0; at < frame.length; at += 4) frame.set(pixel, at);
    const line = inner.width * 4;
    for (let y = 0; y < inner.height; y++) frame.set(rgba.subarray(y * line, (y + 1) * line), y * width * 4);
    return frame;
  }

  return {
    ...{ width, height, count, fps, repeats, isPadded },
    // The background may have a colour.
    isGrey: json.image.channels === 1 && !isPadded,
    isBlocky: filter === 'nearest',
    frames,
    changes: () => changes,
  };
}

/** Root mean square difference over red, green and blue, 0..1. */
function rgbaDistance(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 < 3) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / (a.length * 0.75)) / 255;
}
