import { MOST_PICTURES } from '../../protocol/generation.ts';
import { PICTURES_PATH, SIDE_PARAMETER } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/** Images of one size, decoded together. */
export interface Pictures {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** [N,H,W,4] uint8 RGBA */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * What the decoder draws of many z.
 * @param id the collection it is expected of; throws CollectionGone when another one is open
 * @param z [N,D] float32, N ≥ 1
 * @param side no side of an image is longer
 */
export async function fetchPictures(
  id: string,
  z: Float32Array,
  latentSize: number,
  side: number,
  signal?: AbortSignal,
): Promise<Pictures> {
  const count = z.length / latentSize;
  const parts: Pictures[] = [];
  for (let from = 0; from < count; from += MOST_PICTURES) {
    const part = z.slice(from * latentSize, (from + MOST_PICTURES) * latentSize);
    const body = new Uint8Array(part.buffer);
    const response = await fetchOfCollection(PICTURES_PATH, id, { [SIDE_PARAMETER]: side }, signal, body);
    parts.push({
      count: part.length / latentSize,
      width: Number(response.headers.get('x-width')),
      height: Number(response.headers.get('x-height')),
      rgba: new Uint8ClampedArray(await response.arrayBuffer()),
    });
  }
  const [first] = parts;
  if (!first) throw new Error('Expected one z at least to draw.');
  if (parts.length === 1) return first;
  const { width, height } = first;
  const rgba = new Uint8ClampedArray(count * width * height * 4);
  let at = 0;
  for (const part of parts) {
    rgba.set(part.rgba, at);
    at += part.rgba.length;
  }
  return { count, width, height, rgba };
}

/** One of them. */
export const pictureAt = (
  { width, height, rgba }: Pictures,
  index: number,
): Uint8ClampedArray<ArrayBuffer> => {
  const bytes = width * height * 4;
  return rgba.subarray(index * bytes, (index + 1) * bytes);
};
