const collator = new Intl.Collator('en', { numeric: true });

/**
 * Orders names as people do, '2' before '10', upper and lower case together. Names that read the same ('7' and '07',
 * composed and decomposed accents) are ordered by their code units, so that the order is always the same one.
 */
export function naturalOrder(a: string, b: string): number {
  const order = collator.compare(a, b);
  if (order !== 0) return order;
  return a < b ? -1 : a > b ? 1 : 0;
}
