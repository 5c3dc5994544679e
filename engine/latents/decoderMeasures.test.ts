import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { changeOfDimensions } from './changeOfDimensions.ts';
import { decoderDirections } from './decoderDirections.ts';
import { columnsThatFit } from './decoderJacobian.ts';
import { imageComponents } from './imageComponents.ts';
import { klOfDimensions } from './klOfDimensions.ts';
import { largestFirst } from './largestFirst.ts';
import { linearDecoder } from './testing/linearDecoder.ts';
import { dot, traversalLatents, traversalOffsets, traversalValues } from '../../protocol/traversal.ts';

/** Columns orthonormal: cosines, [P,D] times a factor for each column, so that singular values are known. */
function cosines(imageSize: number, factors: readonly number[]): Float64Array {
  const d = factors.length;
  return Float64Array.from({ length: imageSize * d }, (_, at) => {
    const [p, k] = [Math.floor(at / d), at % d];
    return factors[k]! * Math.sqrt(2 / imageSize) * Math.cos((Math.PI / imageSize) * (p + 0.5) * (k + 1));
  });
}

/** A rotation of D, rows orthonormal, from random vectors. */
function rotation(d: number, seed: number): Float64Array[] {
  const random = new Random(seed);
  const rows: Float64Array[] = [];
  while (rows.length < d) {
    const row = Float64Array.from({ length: d }, () => random.normal());
    for (const other of rows) {
      const overlap = dot(row, other);
      row.forEach((_, i) => (row[i]! -= overlap * other[i]!));
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

const P = 400;
const FACTORS = [3, 1.5, 0.7, 0.3];
/** A = C·diag(factors)·R: right singular vectors are the rows of R. */
const turned = rotation(4, 5);
const columns = cosines(P, FACTORS);
const matrix = Float64Array.from({ length: P * 4 }, (_, at) => {
  const [p, d] = [Math.floor(at / 4), at % 4];
  return FACTORS.reduce((sum, _factor, k) => sum + columns[p * 4 + k]! * turned[k]![d]!, 0);
});

test.each([
  ['deviations of 1', [1, 1, 1, 1]],
  ['deviations that differ tenfold', [3, 0.3, 1, 0.5]],
])('directions of a linear decoder are its singular vectors (%s)', async (_title, deviations) => {
  const z = [0.2, -0.1, 0.3, 0];
  const { directions, gains } = await decoderDirections(linearDecoder(matrix, 4), z, deviations, 3);
  expect(directions).toHaveLength(3);
  gains.forEach((gain, i) => {
    // Per unit of z, root mean square over P values.
    const expected = FACTORS[i]! / Math.sqrt(P);
    expect(Math.abs(gain / expected - 1)).toBeLessThan(0.04);
    expect(Math.abs(dot(directions[i]!, turned[i]!))).toBeGreaterThan(0.995);
    expect(dot(directions[i]!, directions[i]!)).toBeCloseTo(1, 9);
  });
});

test('a direction points to where the image grows brighter', async () => {
  const darker = Float64Array.from({ length: 64 * 2 }, (_, at) => (at % 2 === 0 ? -0.05 : 0.001 * (at % 7)));
  const { directions } = await decoderDirections(linearDecoder(darker, 2), [0, 0], [1, 1], 1);
  expect(directions[0]![0]).toBeLessThan(-0.99);
});

test('where z has more dimensions than the Jacobian may have columns, directions lie in the basis', async () => {
  const d = 600;
  // Only the first three dimensions change anything.
  const wide = Float64Array.from({ length: 64 * d }, (_, at) => (at % d < 3 ? columns[(at % d) * 4]! * (at % d === 1 ? 1 : 0.2) * Math.cos(Math.floor(at / d)) : 0)); // prettier-ignore
  const decoder = linearDecoder(wide, d, 64);
  expect(columnsThatFit(64)).toBe(512);
  expect(columnsThatFit(2 ** 24)).toBe(2);
  const axis = (at: number) => Float64Array.from({ length: d }, (_, i) => (i === at ? 1 : 0));
  const deviations = new Array<number>(d).fill(1);
  const z = new Float64Array(d);
  const given = await decoderDirections(decoder, z, deviations, 1, { basis: [axis(5), axis(1)] });
  expect(Math.abs(given.directions[0]![1]!)).toBeGreaterThan(0.99);
  const sketched = await decoderDirections(decoder, z, deviations, 1, {});
  expect(Math.hypot(...sketched.directions[0]!)).toBeCloseTo(1, 6);
  // 512 of 600 dimensions hold the most of any direction.
  expect(Math.abs(sketched.directions[0]![1]!)).toBeGreaterThan(0.7);
});

test('a decoder that draws the same always has directions of no gain', async () => {
  const { directions, gains } = await decoderDirections(linearDecoder(new Float64Array(90), 3), [1, 2, 3], [1, 1, 1], 2); // prettier-ignore
  expect(gains).toEqual([0, 0]);
  for (const direction of directions) expect(Math.hypot(...direction)).toBeCloseTo(1, 9);
});

test('the change of a dimension is what its column of a linear decoder says', async () => {
  const starts = Float32Array.of(0, 0, 0, 0, 0.3, -0.2, 0.1, 0.4);
  const deviations = [1, 2, 0.5, 0];
  let batches = 0;
  const change = await changeOfDimensions(
    linearDecoder(matrix, 4),
    starts,
    deviations,
    [3, 1, 0],
    { beforeBatch: () => void (batches += 1) }, // prettier-ignore
  );
  const expected = [3, 1, 0].map((d) => {
    let sum = 0;
    for (let p = 0; p < P; p++) sum += Math.abs(matrix[p * 4 + d]! * deviations[d]!);
    return sum / P;
  });
  change.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(0.001));
  expect(batches).toBe(Math.ceil((2 * 7) / 7));
});

test('the KL of a dimension is 0 where the posterior is the prior, and by hand elsewhere', () => {
  const mu = Float32Array.of(0, 1, 0, -1);
  const logvar = Float32Array.of(0, Math.log(0.25), 0, Math.log(0.25));
  const kl = klOfDimensions(mu, logvar, 2);
  expect(kl[0]).toBe(0);
  expect(kl[1]).toBeCloseTo(0.5 * (1 + 0.25 - 1 - Math.log(0.25)), 6);
});

test('largest first, equal ones in their order, what is no number last', () => {
  expect(largestFirst([1, NaN, 3, 1, -Infinity, 3])).toEqual([2, 5, 0, 3, 1, 4]);
});

test('components of a linear generator are where its images vary most', async () => {
  const random = new Random(8);
  const z = Float32Array.from({ length: 500 * 4 }, () => 0.4 * random.normal());
  const { directions, explainedVariance } = await imageComponents(linearDecoder(matrix, 4), z, 3);
  const total = FACTORS.reduce((sum, factor) => sum + factor ** 2, 0);
  expect(explainedVariance[0]).toBeCloseTo(FACTORS[0]! ** 2 / total, 1);
  directions.slice(0, 2).forEach((direction, i) => {
    expect(Math.abs(dot(direction, turned[i]!))).toBeGreaterThan(0.98);
    expect(dot(direction, direction)).toBeCloseTo(1, 9);
  });
});

test('a generator that draws the same always has no components', async () => {
  const z = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const found = await imageComponents(linearDecoder(new Float64Array(60), 3), z, 3);
  expect(found).toEqual({ directions: [], explainedVariance: [] });
});

test('a traversal replaces the value along each row and keeps all others', () => {
  const offsets = traversalOffsets(5, 2);
  expect(offsets).toEqual([-2, -1, 0, 1, 2]);
  expect(traversalOffsets(1, 2)).toEqual([0]);
  const start = Float32Array.of(1, 2, 3);
  const direction = Float64Array.of(0.6, 0, 0.8);
  const rows = [
    { name: 'z2', dimension: 1, direction: null, deviation: 0.5, middle: 10 },
    { name: 'direction 1', dimension: null, direction, deviation: 2, middle: dot(direction, start) },
  ];
  const z = traversalLatents(start, rows, offsets);
  expect(traversalValues(rows[0]!, offsets)).toEqual([9, 9.5, 10, 10.5, 11]);
  expect(Array.from(z.subarray(0, 6))).toEqual([1, 9, 3, 1, 9.5, 3]);
  // In the middle of a direction stands the start itself.
  expect(Array.from(z.subarray(7 * 3, 8 * 3))).toEqual([1, 2, 3]);
  expect(Array.from(z.subarray(9 * 3, 10 * 3), (value) => Number(value.toFixed(5)))).toEqual([3.4, 2, 6.2]);
});
