import { throughPoints } from '../../../protocol/pathCurves.ts';
import { imageSteps, type ImageSpace } from './ImageSpace.ts';
import { solveBlockTridiagonal, type BlockSystem } from './solveBlockTridiagonal.ts';

/** Points between the two ends. */
export const GEODESIC_POINTS = 15;
/** Its Gauss–Newton steps take a decode for each point, dimension and sign. */
export const LARGEST_METRIC_LATENT = 256;
const MOST_STEPS = 12;
/** A step that gains less than this share of the energy is the last. */
const LEAST_GAIN = 5e-3;
const HALVINGS = 6;
/** Length of a finite difference, in the distance per dimension from end to end: far over a decoder's rounding to bytes. */
const DIFFERENCE = 0.1;
/** Points a curve is measured at: few enough that a step is far over the decoder's rounding to bytes, which makes it longer. */
const MEASURED_POINTS = 33;

export interface Geodesic {
  /** [GEODESIC_POINTS][D], evenly far from one another in image space. */
  via: number[][];
  /** Length in image space of the straight line and of this: sums of root mean square differences. */
  lengthBefore: number;
  lengthAfter: number;
  /** Σ ‖g(z_{i+1}) − g(z_i)‖² at the start and after each step: it only falls. */
  energies: number[];
}

/**
 * The shortest way in image space: a discrete geodesic of the metric that the decoder g pulls back to z (Arvanitidis, Hansen
 * and Hauberg 2018; Shao, Kumar and Fletcher 2018), which minimises Σ ‖g(z_{i+1}) − g(z_i)‖² over the points between two ends.
 * From the straight line, by Gauss–Newton steps: g's Jacobians by central differences in batches, a block tridiagonal system
 * with as much damping as makes the energy fall. Where the result is not shorter the straight line stays.
 * @param from, to [D]
 * @param told the share that is done, 0..1; may throw to give up
 */
export async function imageGeodesic(
  space: ImageSpace,
  from: readonly number[],
  to: readonly number[],
  told: (share: number) => Promise<void> = async () => {},
): Promise<Geodesic> {
  const D = space.latentSize;
  const straight = new Float64Array((GEODESIC_POINTS + 2) * D);
  for (let i = 0; i < GEODESIC_POINTS + 2; i++) {
    const u = i / (GEODESIC_POINTS + 1);
    for (let d = 0; d < D; d++) straight[i * D + d] = (1 - u) * from[d]! + u * to[d]!;
  }
  let z = straight;
  let images = await space.draw(Float32Array.from(z));
  const energies = [energyOf(images, space.size)];
  const difference = DIFFERENCE * Math.sqrt(meanSquare(from, to)) || DIFFERENCE;
  let damping = 1e-3;
  search: for (let step = 0; step < MOST_STEPS; step++) {
    const system = await normalEquations(space, z, images, difference, (share) =>
      told((step + share) / MOST_STEPS),
    );
    const before = energies.at(-1)!;
    for (let halving = 0; ; halving++) {
      const moved = z.slice();
      const delta = solveBlockTridiagonal(system, damping);
      for (let i = 0; i < delta.length; i++) moved[D + i]! += delta[i]!;
      const drawn = await space.draw(Float32Array.from(moved));
      const energy = energyOf(drawn, space.size);
      if (energy < before) {
        [z, images] = [moved, drawn];
        energies.push(energy);
        damping = Math.max(1e-6, damping / 10);
        if (before - energy < LEAST_GAIN * before) break search;
        break;
      }
      if (halving === HALVINGS) break search;
      damping *= 10;
    }
  }
  const via = pointsOf(z, D);
  const lengthBefore = await lengthOf(space, from, pointsOf(straight, D), to);
  const lengthAfter = await lengthOf(space, from, via, to);
  await told(1);
  return lengthAfter < lengthBefore
    ? { via, lengthBefore, lengthAfter, energies }
    : { via: pointsOf(straight, D), lengthBefore, lengthAfter: lengthBefore, energies };
}

const meanSquare = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0) / a.length;

const pointsOf = (z: Float64Array, D: number): number[][] =>
  Array.from({ length: GEODESIC_POINTS }, (_, i) => Array.from(z.subarray((i + 1) * D, (i + 2) * D)));

async function lengthOf(
  space: ImageSpace,
  from: readonly number[],
  via: readonly number[][],
  to: readonly number[],
): Promise<number> {
  const line = new Float32Array(MEASURED_POINTS * space.latentSize);
  for (let i = 0; i < MEASURED_POINTS; i++) {
    const point = line.subarray(i * space.latentSize, (i + 1) * space.latentSize);
    throughPoints(from, via, to, i / (MEASURED_POINTS - 1), point);
  }
  return (await imageSteps(space, line)).reduce((sum, step) => sum + step, 0);
}

/** Σ ‖x_{i+1} − x_i‖² of images [n,P] */
function energyOf(images: Float32Array, size: number): number {
  let sum = 0;
  for (let i = size; i < images.length; i++) sum += (images[i]! - images[i - size]!) ** 2;
  return sum;
}

/** Of the points between: diagonal blocks 2 JᵢᵀJᵢ, blocks to the next point −JᵢᵀJᵢ₊₁, right sides Jᵢᵀ(rᵢ − rᵢ₋₁). */
async function normalEquations(
  space: ImageSpace,
  z: Float64Array,
  images: Float32Array,
  difference: number,
  told: (share: number) => Promise<void>,
): Promise<BlockSystem> {
  const { latentSize: D, size: P } = space;
  const system: BlockSystem = {
    count: GEODESIC_POINTS,
    side: D,
    diagonal: new Float64Array(GEODESIC_POINTS * D * D),
    upper: new Float64Array((GEODESIC_POINTS - 1) * D * D),
    right: new Float64Array(GEODESIC_POINTS * D),
  };
  const bend = new Float32Array(P);
  let before: Float32Array | null = null;
  for (let i = 0; i < GEODESIC_POINTS; i++) {
    const jacobian = await jacobianAt(space, z.subarray((i + 1) * D, (i + 2) * D), difference);
    const [last, here, next] = [i * P, (i + 1) * P, (i + 2) * P];
    // rᵢ − rᵢ₋₁
    for (let p = 0; p < P; p++) bend[p] = images[next + p]! - 2 * images[here + p]! + images[last + p]!;
    for (let d = 0; d < D; d++) {
      const row = jacobian.subarray(d * P, (d + 1) * P);
      system.right[i * D + d] = dot(row, bend);
      for (let e = 0; e <= d; e++) {
        const value = 2 * dot(row, jacobian.subarray(e * P, (e + 1) * P));
        system.diagonal[(i * D + d) * D + e] = value;
        system.diagonal[(i * D + e) * D + d] = value;
      }
      if (!before) continue;
      for (let e = 0; e < D; e++) {
        system.upper[((i - 1) * D + e) * D + d] = -dot(before.subarray(e * P, (e + 1) * P), row);
      }
    }
    before = jacobian;
    await told((i + 1) / GEODESIC_POINTS);
  }
  return system;
}

/** Jᵀ: [D,P], how each value of the image changes with each of z. */
async function jacobianAt(space: ImageSpace, z: Float64Array, difference: number): Promise<Float32Array> {
  const { latentSize: D, size: P } = space;
  const probes = new Float32Array(2 * D * D);
  for (let d = 0; d < D; d++) {
    probes.set(z, 2 * d * D);
    probes.set(z, (2 * d + 1) * D);
    probes[2 * d * D + d]! += difference;
    probes[(2 * d + 1) * D + d]! -= difference;
  }
  const drawn = await space.draw(probes);
  const jacobian = new Float32Array(D * P);
  for (let d = 0; d < D; d++) {
    const [up, down] = [2 * d * P, (2 * d + 1) * P];
    for (let p = 0; p < P; p++) jacobian[d * P + p] = (drawn[up + p]! - drawn[down + p]!) / (2 * difference);
  }
  return jacobian;
}

/** In four sums, since one would wait for itself at every step: nearly all the time is spent here. */
function dot(a: Float32Array, b: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let i = 0;
  for (const end = a.length - 3; i < end; i += 4) {
    first += a[i]! * b[i]!;
    second += a[i + 1]! * b[i + 1]!;
    third += a[i + 2]! * b[i + 2]!;
    fourth += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) first += a[i]! * b[i]!;
  return first + second + third + fourth;
}
