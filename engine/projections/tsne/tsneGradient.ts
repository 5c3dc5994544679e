import type { SymmetricGraph } from '../neighbors/symmetricGraph.ts';
import type { RepulsionTree } from './RepulsionTree.ts';

/**
 * A quarter of the gradient of the Kullback-Leibler divergence of the layout's similarities from p (van der Maaten and Hinton 2008, eq. 5;
 * the factor 4 belongs to the learning rate here, as in openTSNE): pulls along the pairs of p, pushes by the tree.
 * @param similarities p, both ways summing to 1
 * @param spatial [N,3]
 * @param exaggeration times which p counts
 * @param gradient [N,3], written over
 */
export function tsneGradient(
  similarities: SymmetricGraph,
  spatial: Float64Array,
  tree: RepulsionTree,
  exaggeration: number,
  gradient: Float64Array,
): void {
  tree.build(spatial);
  const total = Math.max(tree.repel(gradient), Number.MIN_VALUE);
  const { n, starts, columns, weights } = similarities;
  for (let row = 0; row < n; row++) {
    const own = row * 3;
    const x = spatial[own]!;
    const y = spatial[own + 1]!;
    const z = spatial[own + 2]!;
    let [px, py, pz] = [0, 0, 0];
    for (let edge = starts[row]!; edge < starts[row + 1]!; edge++) {
      const other = columns[edge]! * 3;
      const dx = x - spatial[other]!;
      const dy = y - spatial[other + 1]!;
      const dz = z - spatial[other + 2]!;
      const force = weights[edge]! / (1 + dx * dx + dy * dy + dz * dz);
      px += force * dx;
      py += force * dy;
      pz += force * dz;
    }
    gradient[own] = exaggeration * px - gradient[own]! / total;
    gradient[own + 1] = exaggeration * py - gradient[own + 1]! / total;
    gradient[own + 2] = exaggeration * pz - gradient[own + 2]! / total;
  }
}
