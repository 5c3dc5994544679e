/** What a training that is watched sends from time to time: its decoder and where each image is in z by now. */
export interface LiveUpdate {
  /** 1 for the first; grows by one. */
  version: number;
  /** D */
  latentSize: number;
  /** Size of the images that are trained on. */
  width: number;
  height: number;
  channels: 1 | 3;
  /** [N] paths of the images, as rowPath names them, in the order of `latents`; null where they were sent before. */
  images: readonly string[] | null;
  /** [N,D] float32 */
  latents: Float32Array;
  /** The decoder as an ONNX graph: 'z' [N,D] to 'x_hat' [N,C,H,W] float32 in 0..1. */
  decoder: Uint8Array;
}
