import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import { EngineError } from '../../../protocol/EngineError.ts';
import { createSession } from '../../inference/createSession.ts';
import { runtimeWords } from '../../inference/runtimeWords.ts';
import { writeOnnx } from '../../onnx/model.ts';
import { dataTypeOf, makeNode, makeValueInfo, type ElementType } from '../../onnx/node.ts';
import { int64ToNumber, onnx, type OnnxModel, type OnnxNode } from '../../onnx/proto.ts';
import { countWithinLimit } from '../sizeLimits.ts';
import { GraphIndex } from './GraphIndex.ts';

/** One input of a graph with the sizes it is to be fed in. */
export interface FedInput {
  name: string;
  type: ElementType;
  /** Batch axis included. */
  dims: readonly number[];
  /** Zeros when absent. */
  data?: Float32Array;
}

export interface Observed {
  /** Batch axis included. */
  dims: number[];
  /** null for a type that onnxruntime-node cannot name. */
  type: ElementType | null;
  /** The tensor's values, when asked for. */
  values?: Float32Array;
}

/**
 * Runs a graph once on the CPU and tells the shapes and types that tensors really have, whatever the file says of them.
 * Only shapes are copied out, so large models cost no more than their run.
 * @param tensors names of outputs or intermediate tensors
 * @param withValues also hand back their values, cast to float32
 * @throws EngineError 'bad-model' with ONNX Runtime's words
 */
export async function observeGraph(
  model: OnnxModel,
  name: string,
  inputs: readonly FedInput[],
  tensors: readonly string[],
  withValues = false,
): Promise<Map<string, Observed>> {
  for (const input of inputs) countWithinLimit(name, `input "${input.name}"`, input.dims);
  const index = new GraphIndex(model);
  const graph = index.graph;
  const casts = inputs.map(({ name: input, type }) =>
    makeNode('Cast', [`observe.${input}`], [input], { to: { int: dataTypeOf(type) } }),
  );
  const fedNames = new Set(inputs.map((input) => input.name));
  const shapes = tensors.map((tensor, at) => makeNode('Shape', [tensor], [`observe.shape.${at}`]));
  const values = withValues
    ? tensors.map((tensor, at) =>
        makeNode('Cast', [tensor], [`observe.value.${at}`], { to: { int: dataTypeOf('float32') } }),
      )
    : [];
  const outputs = [
    ...tensors.filter((tensor) => !fedNames.has(tensor)),
    ...[...shapes, ...values].map((node) => node.output[0] ?? ''),
  ];
  const probe = new onnx.ModelProto({
    irVersion: Math.max(int64ToNumber(model.irVersion), 4),
    opsetImport: model.opsetImport,
    functions: model.functions,
    graph: new onnx.GraphProto({
      name: 'observed',
      node: [
        ...casts,
        ...(graph.node as OnnxNode[]).filter((node) => !node.output.some((output) => fedNames.has(output))),
        ...shapes,
        ...values,
      ],
      initializer: graph.initializer,
      sparseInitializer: graph.sparseInitializer,
      input: inputs.map(({ name: input, dims }) => makeValueInfo(`observe.${input}`, 'float32', dims)),
      output: outputs.map((output) => new onnx.ValueInfoProto({ name: output })),
    }),
  });
  let session: InferenceSession | undefined;
  try {
    session = await createSession(writeOnnx(probe), { provider: 'cpu' });
    const feeds = Object.fromEntries(
      inputs.map(({ name: input, dims, data }) => [
        `observe.${input}`,
        new Tensor('float32', data ?? new Float32Array(dims.reduce((a, b) => a * b, 1)), dims),
      ]),
    );
    const results = await session.run(
      feeds,
      [...shapes, ...values].map((node) => node.output[0] ?? ''),
    );
    const types = new Map(
      session.outputMetadata.flatMap((each) =>
        each.isTensor ? [[each.name, each.type as string] as const] : [],
      ),
    );
    return new Map(
      tensors.map((tensor, at) => {
        const dims = Array.from(results[`observe.shape.${at}`]?.data as BigInt64Array, Number);
        const type = inputs.find((input) => input.name === tensor)?.type ?? elementType(types.get(tensor));
        const data = results[`observe.value.${at}`]?.data as Float32Array | undefined;
        return [tensor, data ? { dims, type, values: data } : { dims, type }];
      }),
    );
  } catch (error) {
    const words = runtimeWords(error).split('\n')[0];
    throw new EngineError(
      'bad-model',
      `"${name}" cannot be run with ${inputs.map((each) => `"${each.name}" [${each.dims.join(',')}]`).join(', ')}: ${words}`,
    );
  } finally {
    await session?.release();
  }
}

const KNOWN: readonly string[] = ['float32', 'float16', 'float64', 'uint8', 'int8', 'int32', 'int64', 'bool'];

function elementType(type: string | undefined): ElementType | null {
  return type !== undefined && KNOWN.includes(type) ? (type as ElementType) : null;
}
