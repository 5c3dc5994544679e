import type { AffineView } from '../../../protocol/projection.ts';

/** What an axis of the view is, in a sentence. */
export function axisWords(view: AffineView, axis: number): string {
  const { kind, axisNames, isTurned, explainedVariance } = view;
  const name = axisNames[axis] ?? '';
  const share = `${Math.round((explainedVariance[axis] ?? 0) * 100)} %`;
  if (kind === 'axes' && name.includes('→'))
    return `${name}: from the mean of some images to the mean of others; ${share} of the variance of all z is along it.`;
  if (kind === 'axes' && /^PC \d+$/.test(name))
    return `${name}, a principal component: one of the directions in which z varies most; ${share} of the variance of all z is along it.`;
  if (kind !== 'pca')
    return `${name}: a dimension of z itself; ${share} of the variance of all z is along it.`;
  if (isTurned)
    return `${name}, one of three directions at right angles which span the three principal components of z; turned so that points move little while the model trains. ${share} of the variance of all z is along it.`;
  const order = ['', 'second ', 'third '][axis] ?? '';
  const across = axis === 0 ? '' : ', at right angles to those before it';
  return `${name}, a principal component: the direction in which z varies ${order}most${across}; ${share} of the variance of all z is along it.`;
}
