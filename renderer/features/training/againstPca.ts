/** How the error stands to that of PCA of the same size, in words: '40 % below PCA'. Both squared, per image. */
export function againstPca(sse: number, pcaSse: number): string {
  if (!(pcaSse > 0)) return '';
  const percent = Math.round(100 * (1 - sse / pcaSse));
  if (percent === 0) return 'as PCA';
  return percent > 0 ? `${percent} % below PCA` : `${-percent} % above PCA`;
}
