import { RECONSTRUCTION_FRAME, RECONSTRUCTION_PATH } from '../../protocol/wire.ts';
import { EngineFailure } from './EngineFailure.ts';
import { toErrorData } from './toErrorData.ts';
import type { ReconstructionQuality } from '../../protocol/collection.ts';

/** x beside x̂: RGBA images of the model's size and how far apart they are. */
export interface Reconstruction extends ReconstructionQuality {
  width: number;
  height: number;
  /** [H,W,4] uint8 RGBA each */
  original: Uint8ClampedArray<ArrayBuffer>;
  reconstruction: Uint8ClampedArray<ArrayBuffer>;
  difference: Uint8ClampedArray<ArrayBuffer>;
}

export async function fetchReconstruction(index: number, signal: AbortSignal): Promise<Reconstruction> {
  const response = await fetch(`${RECONSTRUCTION_PATH}?index=${index}`, { signal });
  if (!response.ok) throw new EngineFailure(toErrorData(await failureBody(response)));
  return readReconstruction(await response.arrayBuffer());
}

export function readReconstruction(frame: ArrayBuffer): Reconstruction {
  const { offsets, headerBytes } = RECONSTRUCTION_FRAME;
  const view = new DataView(frame);
  if (frame.byteLength < headerBytes) {
    throw new Error(`A reconstruction needs ${headerBytes} header bytes, got ${frame.byteLength}.`);
  }
  const width = view.getUint32(offsets.width, true);
  const height = view.getUint32(offsets.height, true);
  const imageBytes = width * height * 4;
  if (frame.byteLength !== headerBytes + 3 * imageBytes) {
    throw new Error(
      `Expected ${headerBytes + 3 * imageBytes} bytes for three images of ${width}×${height}, got ${frame.byteLength}.`,
    );
  }
  const image = (at: number) => new Uint8ClampedArray(frame, headerBytes + at * imageBytes, imageBytes);
  return {
    width,
    height,
    mse: view.getFloat32(offsets.mse, true),
    psnr: view.getFloat32(offsets.psnr, true),
    ssim: view.getFloat32(offsets.ssim, true),
    original: image(0),
    reconstruction: image(1),
    difference: image(2),
  };
}

async function failureBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}
