/**
 * Mean of each 2×2 block, in one pass over whole pixels: four bytes of a pixel are added as two pairs of 16-bit lanes.
 * Where a pixel is not opaque, colours are weighted by alpha, so that those of transparent pixels do not bleed in.
 * @param source [H,W] uint32, RGBA bytes in memory order on a little-endian machine (as every GPU host is); H, W even
 * @param target [H/2,W/2] uint32
 */
export function halveImage(source: Uint32Array, width: number, height: number, target: Uint32Array): void {
  let out = 0;
  for (let y = 0; y < height; y += 2) {
    let at = y * width;
    for (let x = 0; x < width; x += 2, at += 2) {
      const a = source[at] as number;
      const b = source[at + 1] as number;
      const c = source[at + width] as number;
      const d = source[at + width + 1] as number;
      if ((a & b & c & d) >>> 24 === 255) {
        const low = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x20002;
        const high =
          ((a >>> 8) & 0xff00ff) +
          ((b >>> 8) & 0xff00ff) +
          ((c >>> 8) & 0xff00ff) +
          ((d >>> 8) & 0xff00ff) +
          0x20002;
        target[out++] = ((low >>> 2) & 0xff00ff) | (((high >>> 2) & 0xff00ff) << 8);
      } else {
        target[out++] = weightedMean(a, b, c, d);
      }
    }
  }
}

function weightedMean(a: number, b: number, c: number, d: number): number {
  const alphaA = a >>> 24;
  const alphaB = b >>> 24;
  const alphaC = c >>> 24;
  const alphaD = d >>> 24;
  const alpha = alphaA + alphaB + alphaC + alphaD;
  if (alpha === 0) return 0;
  let mean = ((alpha + 2) >> 2) << 24;
  for (let shift = 0; shift < 24; shift += 8) {
    const sum =
      ((a >>> shift) & 255) * alphaA +
      ((b >>> shift) & 255) * alphaB +
      ((c >>> shift) & 255) * alphaC +
      ((d >>> shift) & 255) * alphaD;
    mean |= Math.round(sum / alpha) << shift;
  }
  return mean;
}
