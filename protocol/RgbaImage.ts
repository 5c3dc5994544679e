/** An image as the decoder draws it and the scene shows it. */
export interface RgbaImage {
  width: number;
  height: number;
  /** [H,W,4] uint8; may be larger than needed, the first width·height·4 bytes are used. */
  rgba: Uint8Array | Uint8ClampedArray;
}
