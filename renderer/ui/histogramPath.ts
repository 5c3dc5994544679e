/**
 * An SVG path of one latent dimension's histogram: bars as a stepped outline over [0,width] × [0,height], y down, the
 * highest bin reaching the top. Empty for no counts.
 */
export function histogramPath(counts: readonly number[], width: number, height: number): string {
  const highest = counts.reduce((a, b) => Math.max(a, b), 0);
  if (highest === 0) return '';
  const step = width / counts.length;
  let path = `M0 ${height}`;
  counts.forEach((count, bin) => {
    const y = round(height - (count / highest) * height);
    path += `V${y}H${round((bin + 1) * step)}`;
  });
  return `${path}V${height}Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
