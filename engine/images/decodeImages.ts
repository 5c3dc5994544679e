import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { DecodeMemory } from './DecodeMemory.ts';
import { failureReason } from './failureReason.ts';
import type { ImageSource } from './ImageSource.ts';
import type { ImageTarget } from './ImageTarget.ts';
import { readImage } from './readImage.ts';

export interface DecodeOptions {
  target: ImageTarget;
  /** T; no tiles are made when absent. */
  tileSize?: number;
  /** Images decoded at once. sharp works in four threads of its own, however many are asked for. */
  concurrency?: number;
}

/** What came of some images: the readable ones, in the order in which they were asked for. */
export interface DecodedImages {
  /** Their positions among the images asked for, n of them. */
  readable: number[];
  /** [n,H,W,C] uint8 */
  pixels: Uint8Array<ArrayBuffer>;
  /** [n,T,T,4] RGBA */
  tiles?: Uint8Array<ArrayBuffer>;
  /** [n,2] width and height of each before it was fitted, upright. */
  sizes: Uint32Array<ArrayBuffer>;
  unreadable: UnreadableFile[];
}

const DEFAULT_CONCURRENCY = 4;

/**
 * Decodes images into one batch. An image that cannot be read is listed, and does not stop the others.
 * @param memory the process's own when absent
 */
export async function decodeImages(
  sources: readonly ImageSource[],
  options: DecodeOptions,
  memory?: DecodeMemory,
): Promise<DecodedImages> {
  const { target, tileSize, concurrency = DEFAULT_CONCURRENCY } = options;
  const imageBytes = target.width * target.height * target.channels;
  const tileBytes = (tileSize ?? 0) ** 2 * 4;
  const pixels = new Uint8Array(sources.length * imageBytes);
  const tiles = new Uint8Array(sources.length * tileBytes);
  const sizes = new Uint32Array(sources.length * 2);
  const reasons = new Array<string | null>(sources.length).fill(null);
  let next = 0;
  const decodeNext = async () => {
    for (let i = next++; i < sources.length; i = next++) {
      try {
        const image = await readImage(sources[i]!, target, tileSize, memory);
        pixels.set(image.pixels, i * imageBytes);
        if (image.tile) tiles.set(image.tile, i * tileBytes);
        sizes.set([image.width, image.height], i * 2);
      } catch (error) {
        const reason = error instanceof EngineError ? error.details?.['reason'] : undefined;
        reasons[i] = typeof reason === 'string' ? reason : failureReason(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, sources.length) }, decodeNext));

  const readable: number[] = [];
  const unreadable: UnreadableFile[] = [];
  for (const [i, source] of sources.entries()) {
    const reason = reasons[i];
    if (typeof reason === 'string') unreadable.push({ path: rowPath(source), reason });
    else {
      const to = readable.push(i) - 1;
      if (to === i) continue;
      pixels.copyWithin(to * imageBytes, i * imageBytes, (i + 1) * imageBytes);
      tiles.copyWithin(to * tileBytes, i * tileBytes, (i + 1) * tileBytes);
      sizes.copyWithin(to * 2, i * 2, (i + 1) * 2);
    }
  }
  return {
    readable,
    pixels: pixels.subarray(0, readable.length * imageBytes),
    ...(tileSize !== undefined && { tiles: tiles.subarray(0, readable.length * tileBytes) }),
    sizes: sizes.subarray(0, readable.length * 2),
    unreadable,
  };
}
