import { inputsOf, type GraphIndex } from '../graph/GraphIndex.ts';
import type { OnnxNode } from '../../onnx/proto.ts';

export interface Bottleneck {
  tensor: string;
  because: string;
}

/** Operators that may follow the bottleneck's own layer and still belong to z: bias, activation, a change of shape. */
const SAME_Z = new Set([
  'Add', 'Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Selu', 'Sigmoid', 'Tanh', 'Softplus', 'HardSigmoid', 'Gelu', 'Clip',
  'BatchNormalization', 'LayerNormalization', 'Identity', 'Cast', 'Flatten', 'Squeeze', 'Dropout', 'LpNormalization',
]); // prettier-ignore

/**
 * Finds z in a graph that holds encoder and decoder: the smallest tensor that everything on the way from image to
 * reconstruction passes through. A tensor named z, latent, code or bottleneck wins among those.
 * @param sizes values per image of every tensor between input and output
 * @returns null when there is none smaller than the image: skip connections, or no bottleneck
 */
export function findBottleneck(
  index: GraphIndex,
  input: string,
  output: string,
  sizes: ReadonlyMap<string, number>,
): Bottleneck | null {
  const imageSize = sizes.get(input) ?? 0;
  const passed = cutTensors(index, input, output);
  const cuts = new Set(
    (index.graph.node as OnnxNode[])
      .flatMap((node) => node.output)
      .filter((tensor) => passed.has(tensor) && (sizes.get(tensor) ?? Infinity) < imageSize),
  );
  if (cuts.size === 0) return null;
  const ordered = [...cuts];
  const named = ordered.find((tensor) =>
    /(^|[._/])(z|latent|latents|code|bottleneck)([._/:]|$)/i.test(tensor),
  );
  if (named !== undefined) return { tensor: named, because: `the tensor "${named}" is named as a latent` };
  const smallest = ordered.reduce(
    (least, tensor) => Math.min(least, sizes.get(tensor) ?? Infinity),
    Infinity,
  );
  let tensor = ordered.find((each) => sizes.get(each) === smallest) ?? '';
  for (let next = follow(index, tensor, cuts); next !== null && sizes.get(next) === smallest;) {
    tensor = next;
    next = follow(index, tensor, cuts);
  }
  return {
    tensor,
    because: `everything passes through "${tensor}", the smallest tensor, of ${smallest} values`,
  };
}

function follow(index: GraphIndex, tensor: string, cuts: ReadonlySet<string>): string | null {
  const readers = index.consumers.get(tensor) ?? [];
  const next =
    readers.length === 1 && readers[0] && SAME_Z.has(readers[0].opType) ? readers[0].output[0] : undefined;
  return next !== undefined && cuts.has(next) ? next : null;
}

/**
 * The tensors strictly between `from` and `to` that every way between them passes, in time linear in the graph: in an
 * order in which each tensor comes after what it is computed from, those that no step from one tensor to another passes over.
 */
function cutTensors(index: GraphIndex, from: string, to: string): Set<string> {
  const position = new Map([[from, 0]]);
  const cuts = new Set<string>();
  /** The latest tensor that is computed straight from each. */
  const lastReader = new Map<string, number>();
  const onTheWay = [from];
  for (const tensor of computedInOrder(index, from, to)) {
    const sources = valueSources(index, tensor).filter((source) => position.has(source));
    if (sources.length === 0) continue;
    position.set(tensor, onTheWay.length);
    for (const source of sources) lastReader.set(source, onTheWay.length);
    onTheWay.push(tensor);
  }
  let furthest = lastReader.get(from) ?? 0;
  for (const [at, tensor] of onTheWay.entries()) {
    if (at > 0 && tensor !== to && furthest <= at) cuts.add(tensor);
    furthest = Math.max(furthest, lastReader.get(tensor) ?? 0);
  }
  return cuts;
}

/** What `to` is computed from without passing `from`, itself included and last, each tensor after its sources. */
function computedInOrder(index: GraphIndex, from: string, to: string): string[] {
  const order: string[] = [];
  const seen = new Set([from]);
  const open: { tensor: string; sourcesDone: boolean }[] = [{ tensor: to, sourcesDone: false }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { tensor } = step;
    if (step.sourcesDone) {
      order.push(tensor);
      continue;
    }
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    open.push({ tensor, sourcesDone: true });
    for (const source of valueSources(index, tensor)) open.push({ tensor: source, sourcesDone: false });
  }
  return order;
}

/** The tensors whose values go into one. Shapes read off a tensor are no values. */
function valueSources(index: GraphIndex, tensor: string): string[] {
  const node = index.producers.get(tensor);
  return node && node.opType !== 'Shape' && node.opType !== 'Size' ? inputsOf(node) : [];
}
