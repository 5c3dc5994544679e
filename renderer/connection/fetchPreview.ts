import { PREVIEW_PATH } from '../../protocol/wire.ts';

/** Fixed held-out images and what the model in training makes of them; [H,W,4] uint8 RGBA each. */
export interface TrainingPreviewImages {
  width: number;
  height: number;
  originals: Uint8ClampedArray<ArrayBuffer>[];
  reconstructions: Uint8ClampedArray<ArrayBuffer>[];
}

/** @param count how many images there are of each */
export async function fetchPreview(
  jobId: string,
  version: number,
  count: number,
  signal: AbortSignal,
): Promise<TrainingPreviewImages> {
  const query = new URLSearchParams({ job: jobId, version: String(version) });
  const response = await fetch(`${PREVIEW_PATH}?${query}`, { signal });
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
