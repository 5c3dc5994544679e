/**
 * How much edges differ: the mean of |(x[i+1] − x[i]) − (y[i+1] − y[i])| over all pairs of neighbours, to the right and down, in every
 * channel, values in 0..1. Edges that were blurred, moved or made up all count.
 * @param x [H,W,C] uint8
 * @param y [H,W,C] uint8
 * @returns 0 for images of a single pixel
 */
export function gradientError(
  x: Uint8Array,
  y: Uint8Array,
  width: number,
  height: number,
  channels: number,
): number {
  const row = width * channels;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const difference = x[i]! - y[i]!;
    if (i % row < row - channels) sum += Math.abs(x[i + channels]! - y[i + channels]! - difference);
    if (i < x.length - row) sum += Math.abs(x[i + row]! - y[i + row]! - difference);
  }
  const pairs = ((width - 1) * height + width * (height - 1)) * channels;
  return pairs === 0 ? 0 : sum / (255 * pairs);
}
