/**
 * Decodes RLE4 and RLE8 runs of a bitmap. Pixels that deltas and early line ends skip keep index 0.
 * @returns [H,W] palette indices, rows as they stand in the file (bottom row first)
 * @throws Error when the runs stop before the end-of-bitmap mark and before the last row
 */
export function decodeBmpRuns(runs: Uint8Array, width: number, height: number, bits: 4 | 8): Uint8Array {
  const indices = new Uint8Array(width * height);
  let x = 0;
  let y = 0;
  let at = 0;
  const put = (index: number) => {
    if (x < width && y < height) indices[y * width + x] = index;
    x += 1;
  };
  const nibble = (byte: number, second: boolean) => (second ? byte & 15 : byte >> 4);
  while (y < height) {
    const count = runs[at];
    const value = runs[at + 1];
    if (count === undefined || value === undefined) {
      if (y === height - 1) break;
      throw new Error(`cut short: the bitmap's runs end in row ${y + 1} of ${height}`);
    }
    at += 2;
    if (count > 0 && bits === 8) {
      const row = y * width;
      indices.fill(value, row + Math.min(x, width), row + Math.min(x + count, width));
      x += count;
    } else if (count > 0) {
      for (let i = 0; i < count; i++) put(nibble(value, i % 2 === 1));
    } else if (value === 0) {
      x = 0;
      y += 1;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += runs[at] ?? 0;
      y += runs[at + 1] ?? 0;
      at += 2;
    } else {
      for (let i = 0; i < value; i++) {
        put(bits === 8 ? (runs[at + i] ?? 0) : nibble(runs[at + (i >> 1)] ?? 0, i % 2 === 1));
      }
      const bytes = bits === 8 ? value : (value + 1) >> 1;
      // Literal runs are padded to 16 bits.
      at += bytes + (bytes & 1);
    }
  }
  return indices;
}
