import { PICTURES_PATH, SIDE_PARAMETER } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/** Decoded images, all of one size. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  /** [N,H,W,4] uint8 RGBA */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Images of z, decoded in one batch.
 * @param id the collection it is expected of; throws CollectionGone when another one is open
 * @param z [N,D] float32, N at most MOST_PICTURES
 * @param side no image's side is longer
 */
export async function fetchPictures(
  id: string,
  z: Float32Array,
  side: number,
  signal?: AbortSignal,
): Promise<Pictures> {
  const body = new Uint8Array(Float32Array.from(z).buffer);
  const response = await fetchOfCollection(PICTURES_PATH, id, { [SIDE_PARAMETER]: side }, signal, body);
  const rgba = new Uint8ClampedArray(await response.arrayBuffer());
  const [width, height] = ['x-width', 'x-height'].map((name) => Number(response.headers.get(name)));
  return { rgba, width: width ?? 0, height: height ?? 0 };
}
