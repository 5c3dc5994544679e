import { EngineError } from '../../../protocol/EngineError.ts';
import type { GraphIndex } from '../graph/GraphIndex.ts';
import { observeGraph, type Observed } from '../graph/observeGraph.ts';
import { showDims, type TensorInfo } from '../graph/tensorInfo.ts';
import type { NamedGraph } from '../readGraph.ts';
import { countWithinLimit } from '../sizeLimits.ts';
import { channelAxisOf, describeInputs, inputDims, mainInput, zeroInputs } from './networkInputs.ts';
import { normalValues } from '../../random/Random.ts';

/** One run of a graph as it is, on random numbers. */
export interface Ran {
  input: TensorInfo;
  /** Dims that the input was fed in, batch axis included. */
  dims: number[];
  /** Sides, of height and width, that are open in the graph, so that dims holds a choice: 0 to 2. */
  openSides: number;
  observed: Map<string, Observed>;
}

/**
 * Runs the graph with the first dims that it takes.
 * @param wanted sizes of one item to try first, where the graph leaves its own open
 */
export async function runOnce(
  graph: NamedGraph,
  index: GraphIndex,
  tensors: readonly string[],
  values = false,
  wanted: readonly number[] | null = null,
): Promise<Ran> {
  const inputs = describeInputs(index);
  const input = mainInput(inputs, graph.name);
  const others = zeroInputs(
    inputs,
    inputs.flatMap((info) => (info === input ? [] : [info.name])),
    graph.name,
  );
  let failure: unknown = new EngineError(
    'bad-model',
    `"${graph.name}": input "${input.name}" is ${showDims(input.dims)}, expected an image [N,C,H,W], [N,H,W,C], [N,P] or z [N,D], [N,C,h,w]. Describe it in a model.json.`,
  );
  const attempts = inputDims(input, index);
  const open = attempts.length > 1 && attempts[0]?.length === (wanted?.length ?? 0) + 1;
  if (open && wanted) attempts.unshift([attempts[0]?.[0] ?? 1, ...wanted]);
  for (const dims of attempts) {
    const batch = dims[0] ?? 1;
    try {
      const fed = [
        {
          name: input.name,
          type: input.type ?? 'float32',
          dims,
          data: normalValues(countWithinLimit(graph.name, `input "${input.name}"`, dims), 1),
        },
        ...others.map((other) => ({ ...other, dims: other.dims.map((dim) => dim ?? batch) })),
      ];
      const observed = await observeGraph(graph.file.model, graph.name, fed, tensors, values);
      return { input, dims, openSides: openSides(input.dims, dims), observed };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** @param fed the dims of one run, batch axis included */
function openSides(declared: TensorInfo['dims'], fed: readonly number[]): number {
  if (fed.length !== 4) return 0;
  if (declared === null) return 2;
  const channels = channelAxisOf(declared);
  return declared.filter((dim, axis) => axis > 0 && axis !== channels && typeof dim !== 'number').length;
}
