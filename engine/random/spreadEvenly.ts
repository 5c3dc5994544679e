/**
 * `count` of the items at even distances, each from the middle of its share; all where there are no more. Lists are often
 * in the order of folders, which are labels.
 */
export function spreadEvenly<T>(items: ArrayLike<T>, count: number): T[] {
  const length = Math.min(count, items.length);
  return Array.from({ length }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / length)]!);
}
