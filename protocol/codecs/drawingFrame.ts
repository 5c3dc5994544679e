/**
 * An image with its z, as the body of an HTTP answer, little-endian: uint32 D, float32 z [D], then the image beside what the decoder
 * draws at that z, as codecs/reconstructionFrame.ts lays it out.
 */
import {
  readReconstruction,
  reconstructionFrame,
  type Reconstruction,
  type ShownReconstruction,
} from './reconstructionFrame.ts';

interface WithLatent {
  /** [D] */
  z: Float32Array<ArrayBuffer>;
}

/** An image as the model takes it, its z, and what that is drawn as. */
export type EncodedImage = Reconstruction & WithLatent;
/** The same as the page reads it: pictures are views on the frame. */
export type ShownEncodedImage = ShownReconstruction & WithLatent;

export function drawingFrame({ z, ...shown }: EncodedImage): Uint8Array<ArrayBuffer> {
  const pictures = reconstructionFrame(shown);
  const frame = new Uint8Array(4 + z.byteLength + pictures.length);
  new DataView(frame.buffer).setUint32(0, z.length, true);
  frame.set(new Uint8Array(z.buffer, z.byteOffset, z.byteLength), 4);
  frame.set(pictures, 4 + z.byteLength);
  return frame;
}

/** Throws on a frame whose bytes do not fit its sizes. */
export function readDrawingFrame(frame: ArrayBuffer): ShownEncodedImage {
  const latentSize = frame.byteLength >= 4 ? new DataView(frame).getUint32(0, true) : 0;
  const picturesAt = 4 + latentSize * 4;
  if (frame.byteLength < picturesAt) {
    throw new Error(`Expected ${picturesAt} bytes for a z of ${latentSize}, got ${frame.byteLength}.`);
  }
  return {
    z: new Float32Array(frame.slice(4, picturesAt)),
    ...readReconstruction(frame.slice(picturesAt)),
  };
}
