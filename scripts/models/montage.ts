import sharp from 'sharp';

const GAP = 2;
const GAP_GREY = 40;

/**
 * Lays grey images of one size out in rows, with thin lines between them.
 * @param rows equally long rows of [side, side] uint8
 * @param scale whole number; every pixel becomes a square of this side
 * @returns a WebP file
 */
export function montage(rows: readonly (readonly Uint8Array[])[], side: number, scale = 1): Promise<Buffer> {
  const columns = rows[0]?.length ?? 0;
  const width = columns * (side + GAP) - GAP;
  const height = rows.length * (side + GAP) - GAP;
  const canvas = new Uint8Array(width * height).fill(GAP_GREY);
  rows.forEach((row, r) => {
    row.forEach((image, c) => {
      const corner = r * (side + GAP) * width + c * (side + GAP);
      for (let y = 0; y < side; y++) {
        canvas.set(image.subarray(y * side, (y + 1) * side), corner + y * width);
      }
    });
  });
  return sharp(canvas, { raw: { width, height, channels: 1 } })
    .resize(width * scale, height * scale, { kernel: 'nearest' })
    .webp({ quality: 82, effort: 6 })
    .toBuffer();
}
