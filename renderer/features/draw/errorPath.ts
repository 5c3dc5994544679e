/** SVG path of errors that fall by orders of magnitude: x in steps, y on a logarithmic scale, y down. '' for fewer than two. */
export function errorPath(errors: readonly number[], width: number, height: number): string {
  if (errors.length < 2) return '';
  // What is drawn exactly has no logarithm: half a grey level in one of a million values is as good.
  const logs = errors.map((error) => Math.log(Math.max(error, 1e-12)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  return logs
    .map((value, at) => {
      const x = (at / (logs.length - 1)) * width;
      const y = height - 1 - ((value - low) / (high - low || 1)) * (height - 2);
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
