import { EngineError } from '../../protocol/EngineError.ts';
import type { AffineView } from '../../protocol/projection.ts';
import type { AxisChoice } from '../../protocol/views.ts';
import type { Pca } from '../latents/pca.ts';
import { symmetricEigen } from '../latents/symmetricEigen.ts';
import { dot } from '../../protocol/traversal.ts';

/** Axes nearer to each other than this (smallest eigenvalue of their Gram matrix) cannot be told apart by a hand. */
const LEAST_EIGENVALUE = 1e-4;

/** What the axes are read off. */
export interface AxesSource {
  /** [n,D] */
  latents: Float32Array;
  n: number;
  d: number;
  /** With as many components as the axes ask for. */
  pca: Pca;
  latentNames: readonly string[] | undefined;
}

/**
 * The view along two or three directions of z, each of length 1. They need not be at right angles: the lift is the
 * pseudoinverse Aᵀ(AAᵀ)⁻¹, so that a drag along one of them leaves the others' values as they are and z otherwise changes
 * least. A dimension of z shows its value; other axes count from the mean of the data.
 * @throws EngineError 'bad-request' for a dimension that there is not, or axes that point the same way
 */
export function axesView(
  choices: readonly AxisChoice[],
  { latents, n, d, pca, latentNames }: AxesSource,
): Omit<AffineView, 'version' | 'id' | 'title'> {
  const axes = choices.map((choice) => directionOf(choice, d, pca));
  const lift = liftOf(axes, choices, latentNames);
  // Where each axis reads 0, as a point of z: mean = Σ liftₖ · offsetₖ gives axesₖ · mean = offsetₖ.
  const mean = new Float64Array(d);
  choices.forEach(({ kind }, k) => {
    const axis = axes[k]!;
    const offset =
      kind === 'dimension' ? 0 : axis.reduce((sum, value, j) => sum + value * (pca.mean[j] ?? 0), 0);
    for (let j = 0; j < d; j++) mean[j]! += lift[k]![j]! * offset;
  });
  const total = totalVariance(latents, n, d);
  const shares = axes.map((axis) => (total > 0 ? varianceAlong(axis, latents, n, d) / total : 0));
  const names = choices.map((choice) => axisName(choice, latentNames));
  const zeros = () => new Array<number>(d).fill(0);
  return {
    kind: 'axes',
    dims: choices.length === 2 ? 2 : 3,
    mean: [...mean],
    axes: [...axes, zeros()].slice(0, 3),
    lift: [...lift, zeros()].slice(0, 3),
    axisNames: [names[0] ?? '', names[1] ?? '', names[2] ?? ''],
    explainedVariance: [shares[0] ?? 0, shares[1] ?? 0, shares[2] ?? 0],
  };
}

/**
 * The axes alone, each of length 1, with the standard deviation of the data along it.
 * @throws EngineError 'bad-request' as axesView
 */
export function spreadAxes(
  choices: readonly AxisChoice[],
  source: AxesSource,
): { direction: number[]; deviation: number }[] {
  const { axes } = axesView(choices, source);
  return choices.map((_, k) => {
    const direction = axes[k]!;
    return {
      direction: [...direction],
      deviation: Math.sqrt(varianceAlong(direction, source.latents, source.n, source.d)),
    };
  });
}

/** 'slant', 'z4', 'PC 2', 'serif − plain'. */
export function axisName(choice: AxisChoice, latentNames: readonly string[] | undefined): string {
  switch (choice.kind) {
    case 'dimension':
      return latentNames?.[choice.index] || `z${choice.index + 1}`;
    case 'component':
      return `PC ${choice.index + 1}`;
    case 'concept':
      return `${choice.from} → ${choice.to}`;
  }
}

/** Components that a principal component analysis has to find for these axes. */
export const componentsFor = (choices: readonly AxisChoice[]): number =>
  Math.max(1, ...choices.map((choice) => (choice.kind === 'component' ? choice.index + 1 : 0)));

/** [D], of length 1. */
function directionOf(choice: AxisChoice, d: number, pca: Pca): number[] {
  if (choice.kind === 'component') {
    const component = pca.components[choice.index];
    if (component) return [...component];
    throw new EngineError(
      'bad-request',
      `There is no principal component ${choice.index + 1} of a z of ${d} dimensions.`,
    );
  }
  if (choice.kind === 'dimension') {
    if (choice.index < d) return Array.from({ length: d }, (_, j) => (j === choice.index ? 1 : 0));
    throw new EngineError('bad-request', `There is no z${choice.index + 1}: z has ${d} dimensions.`);
  }
  const { direction, from, to } = choice;
  if (direction.length !== d) {
    throw new EngineError(
      'bad-request',
      `The direction from "${from}" to "${to}" has ${direction.length} values; z has ${d}.`,
    );
  }
  const length = Math.hypot(...direction);
  if (!(length > 0)) {
    throw new EngineError(
      'bad-request',
      `"${from}" and "${to}" have the same mean: no direction leads from one to the other. Choose others.`,
    );
  }
  return direction.map((value) => value / length);
}

/** (AAᵀ)⁻¹A: [K][D]. */
function liftOf(
  axes: readonly (readonly number[])[],
  choices: readonly AxisChoice[],
  latentNames: readonly string[] | undefined,
): number[][] {
  const k = axes.length;
  const gram = new Float64Array(k * k);
  axes.forEach((a, i) => axes.forEach((b, j) => (gram[i * k + j] = dot(a, b))));
  const { values, vectors } = symmetricEigen(gram, k);
  if (Math.min(...values) < LEAST_EIGENVALUE) {
    const names = choices.map((choice) => `"${axisName(choice, latentNames)}"`).join(', ');
    throw new EngineError(
      'bad-request',
      `The axes ${names} do not span ${k} dimensions: one of them follows from the others. Choose another.`,
    );
  }
  return axes.map((_, i) => {
    const row = new Array<number>((axes[0] ?? []).length).fill(0);
    for (let j = 0; j < k; j++) {
      let inverse = 0;
      for (let e = 0; e < k; e++) inverse += (vectors[e * k + i]! * vectors[e * k + j]!) / values[e]!;
      axes[j]!.forEach((value, at) => (row[at]! += inverse * value));
    }
    return row;
  });
}

function varianceAlong(axis: readonly number[], latents: Float32Array, n: number, d: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    let value = 0;
    for (let j = 0; j < d; j++) value += (axis[j] ?? 0) * latents[i * d + j]!;
    sum += value;
    squares += value * value;
  }
  return Math.max(0, squares / Math.max(1, n) - (sum / Math.max(1, n)) ** 2);
}

function totalVariance(latents: Float32Array, n: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0, at = j; i < n; i++, at += d) {
      sum += latents[at]!;
      squares += latents[at]! ** 2;
    }
    total += Math.max(0, squares / Math.max(1, n) - (sum / Math.max(1, n)) ** 2);
  }
  return total;
}
