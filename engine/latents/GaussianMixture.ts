import { Random } from '../random/Random.ts';
import { drawGaussian, fitGaussian, rootOf, type Gaussian } from './Gaussian.ts';
import { kMeans } from './kMeans.ts';
import { ledoitWolf, type ShrunkCovariance } from './ledoitWolf.ts';

/** Several normal distributions, each with its share. */
export interface GaussianMixture {
  components: (Gaussian & { weight: number })[];
  /** Σ ln p(row) */
  logLikelihood: number;
  /** −2 · logLikelihood + (free parameters) · ln N: smaller is better (Schwarz 1978). */
  bic: number;
}

const MOST_STEPS = 100;
/** EM ends when a step adds less than this to the objective, per row. */
const LEAST_GAIN = 1e-4;

/**
 * A mixture of k normal distributions by expectation and maximisation (Dempster, Laird & Rubin 1977), started from k-means.
 *
 * Covariances are full and regularised as in Fraley & Raftery, "Bayesian regularization for normal mixture estimation and
 * model-based clustering" (2007): each is drawn towards a common Σ₀, as if D + 2 more rows had been seen that have it, with Σ₀
 * the covariance of all rows (Ledoit and Wolf's) times k^(−2/D). EM then climbs the likelihood times that prior, and no component
 * collapses onto a few rows.
 * @param rows [N,D] float32
 * @param onStep gets the objective after each step, which never falls
 */
export function fitMixture(
  rows: Float32Array,
  d: number,
  k: number,
  { seed = 1, onStep }: { seed?: number; onStep?: (objective: number) => void } = {},
): GaussianMixture {
  const n = rows.length / d;
  const whole = ledoitWolf(rows, d);
  const common = whole.covariance.map((value) => value * k ** (-2 / d));
  const owners = kMeans(rows, d, k, new Random(seed, 'mixture', k));
  const shares = new Float64Array(n * k);
  owners.forEach((owner, row) => (shares[row * k + owner] = 1));
  let components = maximise(rows, d, k, shares, common, null, whole);
  let objective = -Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const logLikelihood = expect(rows, d, components, shares);
    const next = logLikelihood + components.reduce((sum, one) => sum + logPrior(one, common, d), 0);
    onStep?.(next);
    if (!(next - objective > LEAST_GAIN * n)) break;
    objective = next;
    components = maximise(rows, d, k, shares, common, components, whole);
  }
  const logLikelihood = expect(rows, d, components, shares);
  const parameters = k - 1 + k * d + (k * d * (d + 1)) / 2;
  return { components, logLikelihood, bic: -2 * logLikelihood + parameters * Math.log(n) };
}

/** As many components as the BIC likes best, 1 to `most`; the search ends when two more in a row made it worse. */
export function chooseMixture(
  rows: Float32Array,
  d: number,
  { most = 8, seed = 1, beforeFit }: { most?: number; seed?: number; beforeFit?: (k: number) => void } = {},
): GaussianMixture {
  const n = rows.length / d;
  const { mean, lower } = fitGaussian(rows, d);
  if (!lower.some(Boolean)) {
    // All rows are the same: one component that draws it.
    return { components: [{ mean, lower, weight: 1 }], logLikelihood: Infinity, bic: -Infinity };
  }
  let best: GaussianMixture | null = null;
  let worseInARow = 0;
  for (let k = 1; k <= Math.min(most, n) && worseInARow < 2; k++) {
    beforeFit?.(k);
    const mixture = fitMixture(rows, d, k, { seed });
    worseInARow = best && !(mixture.bic < best.bic) ? worseInARow + 1 : 0;
    if (worseInARow === 0) best = mixture;
  }
  if (!best) throw new Error('A mixture needs at least one row.');
  return best;
}

/** Writes a draw into z [D]: a component by its weight, its deviations times the temperature. */
export function drawMixture(
  { components }: Pick<GaussianMixture, 'components'>,
  temperature: number,
  random: Random,
  z: Float32Array,
): void {
  let left = random.uniform();
  const chosen = components.find(({ weight }) => (left -= weight) < 0) ?? components.at(-1)!;
  drawGaussian(chosen, temperature, random, z);
}

type Component = GaussianMixture['components'][number];

/** Fills shares [N,k] with the posterior of each component, and gives Σ ln p(row). */
function expect(
  rows: Float32Array,
  d: number,
  components: readonly Component[],
  shares: Float64Array,
): number {
  const n = rows.length / d;
  const k = components.length;
  const x = new Float64Array(d);
  const constants = components.map(
    ({ weight, lower }) => Math.log(weight) - (d * Math.log(2 * Math.PI)) / 2 - halfLogDeterminant(lower, d),
  );
  let total = 0;
  for (let row = 0; row < n; row++) {
    let largest = -Infinity;
    for (let c = 0; c < k; c++) {
      const { mean, lower } = components[c]!;
      // ‖L⁻¹(row − mean)‖² by forward substitution.
      let squares = 0;
      for (let i = 0; i < d; i++) {
        let value = rows[row * d + i]! - mean[i]!;
        for (let j = 0, at = i * d; j < i; j++, at++) value -= lower[at]! * x[j]!;
        x[i] = value / lower[i * d + i]!;
        squares += x[i]! ** 2;
      }
      const logDensity = constants[c]! - squares / 2;
      shares[row * k + c] = logDensity;
      largest = Math.max(largest, logDensity);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += shares[row * k + c] = Math.exp(shares[row * k + c]! - largest);
    for (let c = 0; c < k; c++) shares[row * k + c]! /= sum;
    total += largest + Math.log(sum);
  }
  return total;
}

function maximise(
  rows: Float32Array,
  d: number,
  k: number,
  shares: Float64Array,
  common: Float64Array,
  before: readonly Component[] | null,
  whole: ShrunkCovariance,
): Component[] {
  const n = rows.length / d;
  const pseudoRows = d + 2;
  const x = new Float64Array(d);
  return Array.from({ length: k }, (_, c) => {
    let mass = 0;
    let mean = new Float64Array(d);
    for (let row = 0; row < n; row++) {
      const share = shares[row * k + c]!;
      mass += share;
      for (let i = 0; i < d; i++) mean[i]! += share * rows[row * d + i]!;
    }
    // What no row belongs to keeps its place.
    mean = mass > 1e-9 ? mean.map((sum) => sum / mass) : (before?.[c]?.mean.slice() ?? whole.mean.slice());
    const covariance = common.map((value) => pseudoRows * value);
    for (let row = 0; row < n; row++) {
      const share = shares[row * k + c]!;
      if (share < 1e-12) continue;
      for (let i = 0; i < d; i++) {
        x[i] = rows[row * d + i]! - mean[i]!;
        const value = share * x[i]!;
        for (let j = 0, at = i * d; j <= i; j++, at++) covariance[at]! += value * x[j]!;
      }
    }
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) covariance[i * d + j]! /= pseudoRows + mass;
      for (let j = 0; j < i; j++) covariance[j * d + i] = covariance[i * d + j]!;
    }
    return { mean, lower: rootOf(covariance, d), weight: Math.max(mass / n, 1e-12) };
  });
}

/** ln of the prior of a covariance, up to a constant: −(D+2)/2 · (ln |Σ| + tr(Σ₀ Σ⁻¹)). */
function logPrior({ lower }: Component, common: Float64Array, d: number): number {
  // tr(Σ₀ Σ⁻¹) = Σ over columns of L⁻¹Σ₀L⁻ᵀ's diagonal: two forward substitutions.
  const solved = new Float64Array(d * d);
  const substitute = (column: (i: number) => number, into: (i: number, value: number) => void) => {
    const y = new Float64Array(d);
    for (let i = 0; i < d; i++) {
      let value = column(i);
      for (let j = 0; j < i; j++) value -= lower[i * d + j]! * y[j]!;
      y[i] = value / lower[i * d + i]!;
      into(i, y[i]!);
    }
  };
  for (let c = 0; c < d; c++) {
    substitute(
      (i) => common[i * d + c]!,
      (i, value) => (solved[i * d + c] = value),
    );
  }
  let trace = 0;
  for (let r = 0; r < d; r++) {
    substitute(
      (i) => solved[r * d + i]!,
      (i, value) => {
        if (i === r) trace += value;
      },
    );
  }
  return -((d + 2) / 2) * (2 * halfLogDeterminant(lower, d) + trace);
}

function halfLogDeterminant(lower: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += Math.log(lower[i * d + i]!);
  return sum;
}
