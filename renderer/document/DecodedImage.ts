/** What the decoder drew, with the z it drew it from. */
export interface DecodedImage {
  /** [D] float32, exactly what was decoded. */
  readonly z: Float32Array;
  readonly width: number;
  readonly height: number;
  /** [H,W,4] uint8 RGBA */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly decodeMs: number;
}
