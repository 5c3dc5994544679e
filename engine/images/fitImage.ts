import sharp, { type Sharp } from 'sharp';
import type { ImageTarget } from './ImageTarget.ts';
import { oversamplingFor } from './modelPixels.ts';
import { SHARP_OPTIONS, type OpenedImage } from './openImage.ts';
import type { RawImage } from './RawImage.ts';

const MAX_DECODE_SECONDS = 60;

// Images are read once each, so a cache would only hold memory; several images at a time use the cores better than
// several threads in one of them.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes an image and fits it to a whole multiple of the target's size (oversamplingFor says which).
 * @returns RGB or grey, without alpha
 * @throws Error in libvips' words
 */
export async function fitImage(opened: OpenedImage, target: ImageTarget): Promise<RawImage> {
  if (opened.kind === 'own') return fitDecoded(opened.decode(), target);
  const { width, height, bytes, metadata } = opened;
  const upright = () => sharp(bytes, SHARP_OPTIONS).autoOrient();
  if (metadata.space === 'cmyk' && !metadata.hasProfile) {
    return fitDecoded(
      inksToRgb(await pixelsOf(upright().pipelineColourspace('cmyk').toColourspace('cmyk'))),
      target,
    );
  }
  return pixelsOf(fitted(upright(), width, height, target));
}

async function fitDecoded(image: RawImage, target: ImageTarget): Promise<RawImage> {
  const { width, height, channels, data } = image;
  if (width === target.width && height === target.height && (channels === 1 || channels === 3)) return image;
  return pixelsOf(fitted(sharp(data, { raw: { width, height, channels } }), width, height, target));
}

function fitted(pipeline: Sharp, width: number, height: number, target: ImageTarget): Sharp {
  const { background } = target;
  const flat = pipeline.flatten({ background });
  const factor = oversamplingFor(width, height, target);
  const size = { width: target.width * factor, height: target.height * factor };
  if (width === size.width && height === size.height) return flat;
  const fit = target.fit === 'stretch' ? 'fill' : target.fit;
  return flat.resize({ ...size, fit, background, kernel: 'lanczos3' });
}

async function pixelsOf(pipeline: Sharp): Promise<RawImage> {
  const { data, info } = await pipeline
    .timeout({ seconds: MAX_DECODE_SECONDS })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as RawImage['channels'], data };
}

/** Without a profile nobody knows the inks: as browsers do, each takes its share of the light. */
function inksToRgb({ width, height, data }: RawImage): RawImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!;
    rgb[to] = Math.round(((255 - data[from]!) * light) / 255);
    rgb[to + 1] = Math.round(((255 - data[from + 1]!) * light) / 255);
    rgb[to + 2] = Math.round(((255 - data[from + 2]!) * light) / 255);
  }
  return { width, height, channels: 3, data: rgb };
}
