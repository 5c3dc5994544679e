/** Positions of the values, of the largest first; equal ones in their own order, what is no number last. */
export function largestFirst(values: ArrayLike<number>): number[] {
  const rank = (i: number) => (Number.isNaN(values[i]!) ? -Infinity : values[i]!);
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? a - b : second - first;
  });
}
