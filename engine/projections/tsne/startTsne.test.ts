import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { golden } from '../fixtures/golden.ts';
import { NearestNeighbors } from '../neighbors/NearestNeighbors.ts';
import { symmetricGraph, type SymmetricGraph } from '../neighbors/symmetricGraph.ts';
import { perplexityWeights } from './perplexityWeights.ts';
import { RepulsionTree } from './RepulsionTree.ts';
import { tsneGradient } from './tsneGradient.ts';

async function similaritiesOf(latents: Float32Array, n: number, d: number, k: number, perplexity: number) {
  const nearest = await NearestNeighbors.create(latents, n, d, { metric: 'l2' });
  const neighbors = await nearest.ofAll(k);
  await nearest.dispose();
  return symmetricGraph(
    neighbors,
    n,
    perplexityWeights(neighbors, n, perplexity),
    (one, other) => (one + other) / (2 * n),
  );
}

function randomPlaces(n: number, seed: number, deviation = 1): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: n * 3 }, () => random.normal(0, deviation));
}

test("P is NumPy's, several rows in one place included, and sums to 1", async () => {
  const { n, d, k, perplexity } = golden;
  const graph = await similaritiesOf(Float32Array.from(golden.z), n, d, k, perplexity);
  const expected = new Map(golden.tsne.map(([row, column, p]) => [row * n + column, p]));
  for (let row = 0; row < n; row++) {
    for (let at = graph.starts[row]!; at < graph.starts[row + 1]!; at++) {
      const p = expected.get(row * n + graph.columns[at]!) ?? 0;
      expect(Math.abs(graph.weights[at]! - p)).toBeLessThan(1e-8);
      expected.delete(row * n + graph.columns[at]!);
    }
  }
  expect(expected.size).toBe(0);
  expect(graph.weights.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
});

/** The Kullback-Leibler divergence of Q from P, over all pairs. */
function divergence(
  { n, starts, columns, weights }: SymmetricGraph,
  places: Float64Array,
  exaggeration: number,
): number {
  const similarity = (i: number, j: number) => {
    let square = 0;
    for (let axis = 0; axis < 3; axis++) square += (places[i * 3 + axis]! - places[j * 3 + axis]!) ** 2;
    return 1 / (1 + square);
  };
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) total += similarity(i, j);
  let pulls = 0;
  for (let i = 0; i < n; i++) {
    for (let at = starts[i]!; at < starts[i + 1]!; at++)
      pulls -= weights[at]! * Math.log(similarity(i, columns[at]!));
  }
  // Without exaggeration: Σ p log p − Σ p log(q / total), and the first does not move.
  return exaggeration * pulls + Math.log(total);
}

test.each([1, 12])(
  'without approximation the gradient is that of the divergence (exaggeration %d)',
  async (exaggeration) => {
    const n = 40;
    const random = new Random(2);
    const graph = await similaritiesOf(
      Float32Array.from({ length: n * 5 }, () => random.normal()),
      n,
      5,
      15,
      5,
    );
    const places = randomPlaces(n, 3);
    const gradient = new Float64Array(n * 3);
    tsneGradient(graph, places, new RepulsionTree(n, 0), exaggeration, gradient);
    const step = 1e-5;
    for (let at = 0; at < n * 3; at++) {
      const moved = (by: number) => divergence(graph, places.with(at, places[at]! + by), exaggeration);
      const difference = (moved(step) - moved(-step)) / (2 * step);
      expect(4 * gradient[at]!).toBeCloseTo(difference, 8);
    }
  },
);

test.each([0.3, 0.5])('with θ %d what the tree gives is near to all pairs', (theta) => {
  const n = 2000;
  const places = randomPlaces(n, 5, 10);
  const [exact, near] = [new Float64Array(n * 3), new Float64Array(n * 3)];
  const totals = [
    [new RepulsionTree(n, 0), exact] as const,
    [new RepulsionTree(n, theta), near] as const,
  ].map(([tree, forces]) => {
    tree.build(places);
    return tree.repel(forces);
  });
  expect(Math.abs(totals[1]! / totals[0]! - 1)).toBeLessThan(0.01);
  const size = Math.hypot(...exact);
  expect(Math.hypot(...exact.map((value, at) => value - near[at]!)) / size).toBeLessThan(0.03);
});

test('the tree takes points that coincide, lie on a line, or are one', () => {
  const onLine = Float64Array.from({ length: 300 }, (_, at) => (at % 3 === 0 ? Math.floor(at / 30) : 0));
  for (const places of [new Float64Array(300), onLine, Float64Array.of(1, 2, 3)]) {
    const n = places.length / 3;
    const tree = new RepulsionTree(n, 0.5);
    const forces = new Float64Array(n * 3);
    tree.build(places);
    const total = tree.repel(forces);
    expect(total).toBeGreaterThanOrEqual(0);
    expect(total).toBeLessThanOrEqual(n * (n - 1) + 1e-9);
    expect(forces.every(Number.isFinite)).toBe(true);
  }
});
