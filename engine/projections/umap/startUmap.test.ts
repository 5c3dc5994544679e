import { expect, test } from 'vitest';
import { golden } from '../fixtures/golden.ts';
import { NearestNeighbors } from '../neighbors/NearestNeighbors.ts';
import { symmetricGraph } from '../neighbors/symmetricGraph.ts';
import { fitCurve } from './fitCurve.ts';
import { ForceTable, LARGEST_MOVE } from './ForceTable.ts';
import { fuzzyWeights } from './fuzzyWeights.ts';

test("the fuzzy graph is NumPy's: same pairs, same weights, several rows in one place included", async () => {
  const { n, d, k } = golden;
  const nearest = await NearestNeighbors.create(Float32Array.from(golden.z), n, d, { metric: 'l2' });
  const neighbors = await nearest.ofAll(k);
  await nearest.dispose();
  const graph = symmetricGraph(
    neighbors,
    n,
    fuzzyWeights(neighbors, n),
    (one, other) => one + other - one * other,
  );
  const expected = new Map(golden.umap.map(([row, column, weight]) => [row * n + column, weight]));
  let found = 0;
  for (let row = 0; row < n; row++) {
    for (let at = graph.starts[row]!; at < graph.starts[row + 1]!; at++) {
      const weight = expected.get(row * n + graph.columns[at]!) ?? 0;
      // NumPy drops those below the smallest float64.
      if (weight > 0) found += 1;
      expect(Math.abs(graph.weights[at]! - weight)).toBeLessThan(1e-4);
    }
  }
  expect(found).toBe(expected.size);
});

// The first two are what the reference implementation documents and prints for its defaults.
test.each([
  [0.1, 1, 1.577, 0.895],
  [0.001, 1, 1.929, 0.7915],
])('minimal distance %d, spread %d: a %d, b %d', (minDistance, spread, a, b) => {
  const curve = fitCurve(minDistance, spread);
  expect(curve.a).toBeCloseTo(a, 3);
  expect(curve.b).toBeCloseTo(b, 3);
});

test('the fit is a minimum: no curve beside it is nearer', () => {
  for (const [minDistance, spread] of [
    [0, 1],
    [0.5, 1],
    [0.99, 1],
    [0.1, 3],
  ] as const) {
    const errorOf = (a: number, b: number) => {
      let sum = 0;
      for (let i = 1; i < 300; i++) {
        const x = (3 * spread * i) / 299;
        const y = x < minDistance ? 1 : Math.exp(-(x - minDistance) / spread);
        sum += (y - 1 / (1 + a * x ** (2 * b))) ** 2;
      }
      return sum;
    };
    const { a, b } = fitCurve(minDistance, spread);
    for (const [da, db] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ] as const) {
      expect(errorOf(a + da, b + db)).toBeGreaterThan(errorOf(a, b));
    }
  }
});

test('the table holds the slopes of the curve to 1 %, and is finite at both of its ends', () => {
  const { a, b } = fitCurve(0.1, 1);
  const table = new ForceTable({ a, b });
  for (let square = 2 ** -20; square < 2 ** 20; square *= 1.37) {
    const power = square ** b;
    const pull = (-2 * a * b * square ** (b - 1)) / (1 + a * power);
    const push = (2 * b) / ((0.001 + square) * (1 + a * power));
    expect(Math.abs(table.pull[table.at(square)]! / pull - 1)).toBeLessThan(0.01);
    expect(Math.abs(table.push[table.at(square)]! / push - 1)).toBeLessThan(0.01);
  }
  for (let square = table.steepBelow; square < 2 ** 20; square *= 1.01) {
    expect(table.push[table.at(square)]! * Math.sqrt(square)).toBeLessThan(LARGEST_MOVE * 1.01);
  }
  for (const square of [1e-45, 1e-30, 1e30, Infinity]) {
    expect(Number.isFinite(table.pull[table.at(square)])).toBe(true);
    expect(Number.isFinite(table.push[table.at(square)])).toBe(true);
  }
});

test.each([0, 0.1, 0.5, 1])('with a minimal distance of %d no pull needs a limit', (minDistance) => {
  const { pull } = new ForceTable(fitCurve(minDistance, 1));
  for (let entry = 0; entry < pull.length; entry++) {
    const square = 2 ** -24 * 2 ** Math.floor(entry / 128) * (1 + ((entry % 128) + 0.5) / 128);
    expect(-pull[entry]! * Math.sqrt(square)).toBeLessThan(1.3);
  }
});
