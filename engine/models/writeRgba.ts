/**
 * Writes the bytes of images, as a decoder gives them, as RGBA: grey replicated, alpha 255.
 * @param bytes [N,H,W], [N,H,W,3], or with `planar` [N,3,H,W]; more is left out
 * @param pixels [N,H,W]: a pixel is one number, red in its lowest byte. In memory that is [N,H,W,4] uint8, since every
 *   machine that ONNX Runtime runs on is little-endian.
 * @param pixelCount H · W
 */
export function writeRgba(
  bytes: Uint8Array,
  pixels: Uint32Array,
  pixelCount: number,
  channels: 1 | 3,
  planar: boolean,
): void {
  if (channels === 1) {
    for (let at = 0; at < pixels.length; at++) pixels[at] = OPAQUE + 0x01_01_01 * bytes[at]!;
    return;
  }
  const step = planar ? 1 : 3;
  const plane = planar ? pixelCount : 1;
  for (let first = 0; first < pixels.length; first += pixelCount) {
    for (let at = first, from = 3 * first; at < first + pixelCount; at++, from += step) {
      const rgb = bytes[from]! + 0x01_00 * bytes[from + plane]! + 0x01_00_00 * bytes[from + 2 * plane]!;
      pixels[at] = OPAQUE + rgb;
    }
  }
}

const OPAQUE = 0xff_00_00_00;
