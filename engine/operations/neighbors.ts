import { EngineError } from '../../protocol/EngineError.ts';
import type { neighbors } from '../../protocol/operations/neighbors.ts';
import { outputPath } from '../../protocol/operations/fields/paths.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import { writeTable } from '../exports/writeTable.ts';
import { NearestNeighbors } from '../projections/neighbors/NearestNeighbors.ts';
import { encodeAll } from './encodeAll.ts';
import { samplesWith } from './encodedInput.ts';
import { findNamed, latentsOfNamed } from './namedLatent.ts';
import { findInputImages, inputTarget, openInputModelFor } from './openInput.ts';
import type { OperationRun } from './Operation.ts';

export const run: OperationRun<typeof neighbors> = async (input, context) => {
  const { signal } = context;
  const { out, of, k, metric } = input;
  const named = await findNamed(of, signal);
  const found = await findInputImages(input.images ?? [samplesWith(input.model)], signal);
  const { model } = await openInputModelFor(input, found.images, context);
  try {
    const target = inputTarget(model, input);
    const query = await latentsOfNamed(model, [named], target, signal);
    const { z, count, latentSize, paths, labels, unreadable } = await encodeAll(
      model,
      found,
      target,
      context,
    );
    // It is not its own neighbour.
    const own = named.kind === 'image' ? paths.indexOf(rowPath(named.source)) : -1;
    const search = await NearestNeighbors.create(z, count, latentSize, { metric });
    const graph = await search.of(query, 1, own < 0 ? k : k + 1, { signal }).finally(() => search.dispose());
    const nearest = Array.from({ length: graph.k }, (_, i) => {
      const row = graph.indices[i]!;
      return { row, path: paths[row]!, label: labels[row]!, distance: graph.distances[i]! };
    })
      .filter(({ row }) => row !== own)
      .slice(0, k)
      .map(({ path, label, distance }) => ({ path, label, distance }));
    if (nearest.length === 0) {
      throw new EngineError('bad-request', `"${of}" is the only image there is: it has no neighbours.`);
    }
    await writeTable(out, [
      { name: 'rank', type: 'number', values: Float64Array.from(nearest, (_, i) => i + 1) },
      { name: 'path', type: 'text', values: nearest.map(({ path }) => path) },
      { name: 'label', type: 'text', values: nearest.map(({ label }) => label || null) },
      { name: 'distance', type: 'number', values: Float64Array.from(nearest, ({ distance }) => distance) },
    ]);
    return { out: outputPath(out), of, metric, neighbors: nearest, unreadable };
  } finally {
    await model.dispose();
  }
};
