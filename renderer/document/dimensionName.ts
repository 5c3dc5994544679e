/** The name of latent dimension d: a person's own, else the model's, else z1, z2, … */
export function dimensionName(
  d: number,
  names: readonly string[] | undefined,
  given: Readonly<Record<string, string>> = {},
): string {
  return given[d] || names?.[d] || `z${d + 1}`;
}
