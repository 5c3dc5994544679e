/** Bits of each channel that tell colours apart where their nearest one is remembered. */
const BITS = 6;
const UNKNOWN = -1;

/**
 * The nearest colour of a palette to each pixel, by squared distance of red, green and blue. Colours of which the upper six
 * bits of each channel are the same get the one that is nearest to their middle: a table then answers for all but the first.
 * @param rgba [H,W,4] uint8
 * @param palette [n][3], at most 256
 * @returns [H,W] uint8
 */
export function nearestColours(rgba: Uint8Array, palette: readonly (readonly number[])[]): Uint8Array {
  const known = new Int16Array(1 << (3 * BITS)).fill(UNKNOWN);
  const drop = 8 - BITS;
  const middle = (1 << drop) / 2 - 0.5;
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) {
    const [r, g, b] = [rgba[i * 4]! >> drop, rgba[i * 4 + 1]! >> drop, rgba[i * 4 + 2]! >> drop];
    const key = (r << (2 * BITS)) | (g << BITS) | b;
    let index = known[key]!;
    if (index === UNKNOWN) {
      const at = (channel: number) => (channel << drop) + middle;
      index = nearestColour(palette, at(r), at(g), at(b));
      known[key] = index;
    }
    indices[i] = index;
  }
  return indices;
}

function nearestColour(palette: readonly (readonly number[])[], r: number, g: number, b: number): number {
  let nearest = 0;
  let least = Infinity;
  for (const [index, [red = 0, green = 0, blue = 0]] of palette.entries()) {
    const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
    if (distance >= least) continue;
    least = distance;
    nearest = index;
  }
  return nearest;
}
