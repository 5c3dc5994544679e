import sharp from 'sharp';

/** Images larger than this are drawn smaller. */
const LARGEST_SIDE = 128;
/** Smaller ones larger, by a whole number, so that a pixel stays one. */
const SMALLEST_SIDE = 32;
const GAP = 2;

/**
 * Rows of images as one picture, lossless: every row as high as the others.
 * @param rows [r][c] images, each [H,W,C] uint8
 */
export async function drawCard(
  rows: readonly (readonly Uint8Array[])[],
  { width, height, channels }: { width: number; height: number; channels: 1 | 3 },
): Promise<Uint8Array> {
  const columns = Math.max(...rows.map((row) => row.length));
  const longest = Math.max(width, height);
  const zoom =
    longest < SMALLEST_SIDE ? Math.ceil(SMALLEST_SIDE / longest) : Math.min(1, LARGEST_SIDE / longest);
  const [tileWidth, tileHeight] = [width, height].map((side) => Math.max(1, Math.round(side * zoom))) as [
    number,
    number,
  ];
  const tiles = await Promise.all(
    rows.flatMap((row, r) =>
      row.map(async (image, c) => ({
        input: await sharp(image, { raw: { width, height, channels } })
          .resize(tileWidth, tileHeight, { fit: 'fill', kernel: zoom > 1 ? 'nearest' : 'lanczos3' })
          .png()
          .toBuffer(),
        left: c * (tileWidth + GAP),
        top: r * (tileHeight + GAP),
      })),
    ),
  );
  return sharp({
    create: {
      width: columns * (tileWidth + GAP),
      height: rows.length * (tileHeight + GAP),
      channels: 4,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  })
    .composite(tiles)
    .webp({ lossless: true })
    .toBuffer();
}
