import type { Projection } from '../../../protocol/projection.ts';

/** What an axis of the view is, in a sentence. */
export function axisWords(
  { kind, axisNames, isTurned, explainedVariance }: Projection,
  axis: number,
): string {
  const name = axisNames[axis] ?? '';
  const share = `${Math.round((explainedVariance[axis] ?? 0) * 100)} %`;
  if (kind !== 'pca')
    return `${name}: a dimension of z itself; ${share} of the variance of all z is along it.`;
  if (isTurned)
    return `${name}, one of three directions at right angles which span the three principal components of z; turned so that points move little while the model trains. ${share} of the variance of all z is along it.`;
  const order = ['', 'second ', 'third '][axis] ?? '';
  const across = axis === 0 ? '' : ', at right angles to those before it';
  return `${name}, a principal component: the direction in which z varies ${order}most${across}; ${share} of the variance of all z is along it.`;
}
