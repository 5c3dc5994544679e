/**
 * An image beside its reconstruction, as the body of an HTTP answer, little-endian: uint32 width, uint32 height,
 * float32 mse, float32 psnr, float32 ssim, then uint8 RGBA [H,W,4] of x and of x̂.
 */
import type { ReconstructionQuality } from '../collection.ts';

const HEADER_BYTES = 20;

interface Comparison<Pixels> {
  width: number;
  height: number;
  quality: ReconstructionQuality;
  /** [H,W,4] uint8 RGBA each */
  original: Pixels;
  reconstruction: Pixels;
}

/** x beside x̂ as the engine makes it. */
export type Reconstruction = Comparison<Uint8Array>;
/** The same as the page reads it: views on the frame, ready for a canvas. */
export type ShownReconstruction = Comparison<Uint8ClampedArray<ArrayBuffer>>;

export function reconstructionFrame(shown: Reconstruction): Uint8Array<ArrayBuffer> {
  const { width, height, quality, original, reconstruction } = shown;
  const imageBytes = width * height * 4;
  const frame = new Uint8Array(HEADER_BYTES + 2 * imageBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, width, true);
  view.setUint32(4, height, true);
  view.setFloat32(8, quality.mse, true);
  view.setFloat32(12, quality.psnr, true);
  view.setFloat32(16, quality.ssim, true);
  frame.set(original, HEADER_BYTES);
  frame.set(reconstruction, HEADER_BYTES + imageBytes);
  return frame;
}

/** Throws on a frame whose bytes do not fit its size. */
export function readReconstruction(frame: ArrayBuffer): ShownReconstruction {
  const view = new DataView(frame);
  if (frame.byteLength < HEADER_BYTES) {
    throw new Error(`A reconstruction needs ${HEADER_BYTES} header bytes, got ${frame.byteLength}.`);
  }
  const width = view.getUint32(0, true);
  const height = view.getUint32(4, true);
  const imageBytes = width * height * 4;
  if (frame.byteLength !== HEADER_BYTES + 2 * imageBytes) {
    throw new Error(
      `Expected ${HEADER_BYTES + 2 * imageBytes} bytes for two images of ${width}×${height}, got ${frame.byteLength}.`,
    );
  }
  const image = (at: number) => new Uint8ClampedArray(frame, HEADER_BYTES + at * imageBytes, imageBytes);
  return {
    width,
    height,
    quality: {
      mse: view.getFloat32(8, true),
      psnr: view.getFloat32(12, true),
      ssim: view.getFloat32(16, true),
    },
    original: image(0),
    reconstruction: image(1),
  };
}
