import { BASE_VIEW, type AffineView } from '../../protocol/projection.ts';
import type { Pca } from './pca.ts';

/** Up to this size z is shown as it is. */
export const NATIVE_SIZE = 3;

/**
 * The view of latents that need no fit: z itself along unit axes, a row of zeros for each axis that D lacks.
 * @param latents [N,D], for the shares of variance only
 * @param names of the latent dimensions, from model.json
 */
export function nativeProjection(latents: Float32Array, n: number, d: number, names?: string[]): AffineView {
  const axes = [0, 1, 2].map((axis) => Array.from({ length: d }, (_, j) => (j === axis ? 1 : 0)));
  const variances = [0, 1, 2].map((axis) => (axis < d ? columnVariance(latents, n, d, axis) : 0));
  const total = variances.reduce((sum, value) => sum + value, 0);
  const nameOf = (axis: number) => (axis < d ? (names?.[axis] ?? `z${axis + 1}`) : '');
  return {
    version: 1,
    ...baseFacts('native', d),
    mean: new Array<number>(d).fill(0),
    axes,
    axisNames: [nameOf(0), nameOf(1), nameOf(2)],
    explainedVariance: asTriple(variances.map((value) => (total > 0 ? value / total : 0))),
  };
}

/**
 * The view along the first three principal axes.
 * @param previous the view so far: axes keep its directions, so that a refit turns the cloud as little as it can, and
 *   the version goes on from it
 */
export function pcaProjection(pca: Pca, previous: AffineView | null): AffineView {
  const axes = [0, 1, 2].map((axis) => {
    const component = pca.components[axis];
    if (!component) return new Array<number>(pca.mean.length).fill(0);
    const before = previous?.kind === 'pca' ? previous.axes[axis] : undefined;
    const overlap = before ? component.reduce((sum, value, j) => sum + value * (before[j] ?? 0), 0) : 1;
    return Array.from(component, (value) => (overlap < 0 ? -value : value));
  });
  return {
    version: (previous?.version ?? 0) + 1,
    ...baseFacts('pca', pca.mean.length),
    mean: Array.from(pca.mean),
    axes,
    axisNames: ['PC 1', 'PC 2', 'PC 3'],
    explainedVariance: asTriple([0, 1, 2].map((axis) => pca.explainedVariance[axis] ?? 0)),
  };
}

/** What the view that every collection has is called. */
export const baseFacts = (kind: AffineView['kind'], d: number) =>
  ({ kind, id: BASE_VIEW, title: kind === 'native' ? 'z' : 'PCA', dims: d <= 2 ? 2 : 3 }) as const;

/** Whether rows that have arrived since the last fit are worth another: the first, at 64, at each doubling. */
export function isRefitDue(fittedCount: number, count: number): boolean {
  if (fittedCount === 0) return count > 0;
  return count >= Math.max(64, 2 * fittedCount) || (fittedCount < 64 && count >= 64);
}

function columnVariance(latents: Float32Array, n: number, d: number, column: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0, at = column; i < n; i++, at += d) sum += latents[at]!;
  const mean = sum / Math.max(n, 1);
  for (let i = 0, at = column; i < n; i++, at += d) squares += (latents[at]! - mean) ** 2;
  return squares / Math.max(n, 1);
}

function asTriple(values: number[]): [number, number, number] {
  return [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0];
}
