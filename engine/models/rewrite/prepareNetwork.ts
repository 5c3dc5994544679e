import { latentSizeOf, type ModelJson } from '../../../protocol/model.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { writeOnnx } from '../../onnx/model.ts';
import type { OnnxModel, OnnxValueInfo } from '../../onnx/proto.ts';
import type { ElementType } from '../../onnx/node.ts';
import { GraphIndex } from '../graph/GraphIndex.ts';
import { observeGraph } from '../graph/observeGraph.ts';
import { showDims, tensorInfo, type Dim } from '../graph/tensorInfo.ts';
import { describeInputs, zeroInputs } from '../infer/networkInputs.ts';
import { runOnce, type Ran } from '../infer/runOnce.ts';
import type { NamedGraph } from '../readGraph.ts';
import { checkRunSize } from '../sizeLimits.ts';
import { bytesFromDecoder } from './bytesFromDecoder.ts';
import { bytesIntoEncoder } from './bytesIntoEncoder.ts';
import type { ExtraInput } from './addZeroInputs.ts';
import { extractNetwork, shapeSources } from './extractNetwork.ts';
import { imageTensor, layoutDims } from './ImageTensor.ts';

/** A graph that takes and gives bytes and z, ready for a session. */
export interface PreparedNetwork {
  graph: Uint8Array;
  /** The batch size the graph is fixed to, or null when it takes any. */
  batch: number | null;
  /** Whether the network computes in half precision, so that providers may differ more. */
  half: boolean;
}

/**
 * The encoder or decoder that model.json describes, with pre- or post-processing inside.
 * @throws EngineError 'bad-model' where graph and description disagree
 */
export async function prepareNetwork(
  json: ModelJson,
  half: 'encoder' | 'decoder',
  source: NamedGraph,
): Promise<PreparedNetwork> {
  const network = json[half];
  if (!network) throw new Error(`prepareNetwork: no ${half} in model.json`);
  const { image, latent } = json;
  checkRunSize(json, source.name, 1);
  const index = new GraphIndex(source.file.model);
  const layout = network.image?.layout ?? image.layout;
  const imageDims = layoutDims(layout, image.channels, image.height, image.width);
  // z in the middle of a graph: what the file does not say of it shows in a run of the whole.
  const isCut = !index.inputNames.includes(network.input) && index.producers.has(network.input);
  const before = isCut
    ? await runOnce(source, index, [network.input, ...shapeSources(index, network.input)], false, imageDims)
    : null;
  const dimsBefore = new Map([...(before?.observed ?? [])].map(([name, { dims }]) => [name, dims]));
  const { model, extraInputs } = extractNetwork(
    source.file.model,
    source.name,
    network.input,
    network.output,
    dimsBefore,
  );
  const extra = zeroInputs(describeInputs(index), extraInputs, source.name);
  const expected = half === 'encoder' ? imageDims : latent.shape;
  const input = before
    ? cutTensor(source, network.input, expected, before)
    : inputTensor(source, network.input, expected, half);
  checkRunSize(json, source.name, input.batch ?? 1);
  const output = await outputDims(source, model, network, input, extra);
  const D = latentSizeOf(json);

  if (half === 'encoder') {
    const meanHalf = sizeOf(output) === D ? null : halfAxis(output, latent.shape);
    if (sizeOf(output) !== D && !meanHalf) {
      throw new EngineError(
        'bad-model',
        `Encoder "${source.name}": expected z ${showDims(['N', ...latent.shape])}, got "${network.output}" ${showDims(['N', ...output])}; correct latent.shape or encoder.output in model.json, or export the model again.`,
      );
    }
    const tensor = imageTensor(json, half, input.type, input.itemDims);
    const z = { output: network.output, size: D, meanHalf };
    return {
      graph: writeOnnx(bytesIntoEncoder(model, network.input, tensor, z, extra, input.batch)),
      batch: input.batch,
      half: input.type === 'float16',
    };
  }
  if (sizeOf(output) !== sizeOf(imageDims)) {
    throw new EngineError(
      'bad-model',
      `Decoder "${source.name}": expected an image ${showDims(['N', ...imageDims])}, got "${network.output}" ${showDims(['N', ...output])}; correct image or decoder.output in model.json, or export the model again.`,
    );
  }
  const tensor = imageTensor(json, half, input.type, output);
  const z = { input: network.input, type: input.type, itemDims: input.itemDims };
  return {
    graph: writeOnnx(bytesFromDecoder(model, network.output, tensor, z, extra, input.batch)),
    batch: input.batch,
    half: input.type === 'float16',
  };
}

interface InputTensor {
  type: ElementType;
  itemDims: number[];
  batch: number | null;
}

function cutTensor(source: NamedGraph, name: string, expected: readonly number[], before: Ran): InputTensor {
  const type = before.observed.get(name)?.type;
  if (!type) {
    throw new EngineError('bad-model', `"${source.name}": tensor "${name}" holds no numbers, expected z.`);
  }
  return { type, itemDims: [...expected], batch: fixedBatch(before.input.dims) };
}

function inputTensor(
  source: NamedGraph,
  name: string,
  expected: readonly number[],
  half: 'encoder' | 'decoder',
): InputTensor {
  const declared = describeInputs(new GraphIndex(source.file.model)).find((info) => info.name === name);
  if (!declared) throw new Error(`prepareNetwork: "${name}" is neither an input nor computed`);
  if (!declared.type) {
    throw new EngineError(
      'bad-model',
      `"${source.name}": input "${name}" holds ${declared.typeName.toLowerCase()}, expected float32 or float16.`,
    );
  }
  const item: readonly Dim[] = declared.dims?.slice(1) ?? expected;
  const fill = item.length === expected.length ? item : expected;
  const itemDims = (item.every((dim) => typeof dim === 'number') ? item : fill).map((dim, axis) =>
    typeof dim === 'number' ? dim : (expected[axis] ?? 1),
  );
  if (sizeOf(itemDims) !== sizeOf(expected)) {
    const fields =
      half === 'encoder' ? 'image.width, image.height, image.channels or image.layout' : 'latent.shape';
    throw new EngineError(
      'bad-model',
      `${half === 'encoder' ? 'Encoder' : 'Decoder'} "${source.name}": input "${name}" is ${showDims(declared.dims)}, model.json says ${showDims(['N', ...expected])}; correct ${fields}.`,
    );
  }
  return { type: declared.type, itemDims, batch: fixedBatch(declared.dims) };
}

const fixedBatch = (dims: readonly Dim[] | null): number | null =>
  typeof dims?.[0] === 'number' ? dims[0] : null;

/** The output's dims without the batch axis: as the graph states them, or else as one run shows them. */
async function outputDims(
  source: NamedGraph,
  extracted: OnnxModel,
  network: { input: string; output: string },
  input: InputTensor,
  extra: readonly ExtraInput[],
): Promise<number[]> {
  const listed = source.file.model.graph?.output.find((info) => info.name === network.output);
  const declared = listed ? tensorInfo(listed as OnnxValueInfo).dims : null;
  const item = declared?.slice(1);
  if (item && item.length > 0 && item.every((dim) => typeof dim === 'number')) return item;
  const batch = input.batch ?? 1;
  const observed = await observeGraph(
    extracted,
    source.name,
    [
      { name: network.input, type: input.type, dims: [batch, ...input.itemDims] },
      ...extra.map((other) => ({ ...other, dims: other.dims.map((dim) => dim ?? batch) })),
    ],
    [network.output],
  );
  return observed.get(network.output)?.dims.slice(1) ?? [];
}

const sizeOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);

/** The axis, batch axis counted, along which an output holds a mean and then a log-variance. */
function halfAxis(
  output: readonly number[],
  latent: readonly number[],
): { axis: number; size: number } | null {
  if (sizeOf(output) !== 2 * sizeOf(latent)) return null;
  const same =
    output.length === latent.length ? output.findIndex((dim, axis) => dim === 2 * (latent[axis] ?? 0)) : 0;
  const size = output[same];
  return size !== undefined && size % 2 === 0 ? { axis: same + 1, size: size / 2 } : null;
}
