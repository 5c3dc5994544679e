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
  const order = (index.graph.node as OnnxNode[]).flatMap((node) => node.output);
  const cuts = order.filter((tensor) => {
    const size = sizes.get(tensor);
    return (
      size !== undefined && size < imageSize && tensor !== output && !reaches(index, input, output, tensor)
    );
  });
  if (cuts.length === 0) return null;
  const named = cuts.find((tensor) => /(^|[._/])(z|latent|latents|code|bottleneck)([._/:]|$)/i.test(tensor));
  if (named !== undefined) return { tensor: named, because: `the tensor "${named}" is named as a latent` };
  const smallest = Math.min(...cuts.map((tensor) => sizes.get(tensor) ?? Infinity));
  let tensor = cuts.find((each) => sizes.get(each) === smallest) ?? '';
  for (let next = follow(index, tensor, cuts); next !== null && sizes.get(next) === smallest;) {
    tensor = next;
    next = follow(index, tensor, cuts);
  }
  return {
    tensor,
    because: `everything passes through "${tensor}", the smallest tensor, of ${smallest} values`,
  };
}

function follow(index: GraphIndex, tensor: string, cuts: readonly string[]): string | null {
  const readers = index.consumers.get(tensor) ?? [];
  const next =
    readers.length === 1 && readers[0] && SAME_Z.has(readers[0].opType) ? readers[0].output[0] : undefined;
  return next !== undefined && cuts.includes(next) ? next : null;
}

/** Whether values get from `from` to `to` without passing `avoided`. Shapes read off a tensor are no values. */
function reaches(index: GraphIndex, from: string, to: string, avoided: string): boolean {
  const seen = new Set<string>([avoided]);
  const open = [to];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === from) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    const node = index.producers.get(name);
    if (node && node.opType !== 'Shape' && node.opType !== 'Size') open.push(...inputsOf(node));
  }
  return false;
}
