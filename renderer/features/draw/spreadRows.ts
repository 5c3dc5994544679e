/** At most `most` of the rows 0..count−1 at even distances, each from the middle of its share. */
export function spreadRows(count: number, most: number): number[] {
  const length = Math.min(count, most);
  return Array.from({ length }, (_, i) => Math.floor(((i + 0.5) * count) / length));
}
