import { PREVIEW_PATH } from '../../protocol/wire.ts';

/** Fixed held-out images and what the model in training makes of them; [H,W,4] uint8 RGBA each. */
export interface TrainingPreviewImages {
  width: number;
  height: number;
  originals: Uint8ClampedArray<ArrayBuffer>[];
  reconstructions: Uint8ClampedArray<ArrayBuffer>[];
}

/**
 * The newest preview of a training; null when it has none (any more).
 * @param count how many images there are of each
 */
export async function fetchPreview(
  jobId: string,
  count: number,
  signal: AbortSignal,
): Promise<TrainingPreviewImages | null> {
  const query = new URLSearchParams({ job: jobId });
  const response = await fetch(`${PREVIEW_PATH}?${query}`, { signal });
  if (response.status === 204) return null;
  if (!response.ok) throw new Error(`${PREVIEW_PATH} answered ${response.status}.`);
  const width = Number(response.headers.get('x-width'));
  const height = Number(response.headers.get('x-height'));
  const bytes = await response.arrayBuffer();
  const imageBytes = width * height * 4;
  if (bytes.byteLength !== 2 * count * imageBytes || imageBytes === 0) {
    throw new Error(
      `Expected two times ${count} images of ${width}×${height}, got ${bytes.byteLength} bytes.`,
    );
  }
  const image = (at: number) => new Uint8ClampedArray(bytes, at * imageBytes, imageBytes);
  return {
    width,
    height,
    originals: Array.from({ length: count }, (_, at) => image(at)),
    reconstructions: Array.from({ length: count }, (_, at) => image(count + at)),
  };
}
