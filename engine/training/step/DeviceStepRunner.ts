import { performance } from 'node:perf_hooks';
import { Tensor } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { isFixed, type NetworkSpec } from '../NetworkSpec.ts';
import { Evaluator } from './Evaluator.ts';
import { dataFeeds, floats, stateFeeds } from './feeds.ts';
import { carriedNames, singleStepGraph, trainedOf } from './stepGraph.ts';
import type { StepOptions, StepRunner } from './StepRunner.ts';
import type { TrainingState } from './TrainingState.ts';

/**
 * Training steps one by one on WebGPU, the state staying in the device's memory between them: each run's outputs are
 * the next run's inputs. Reading the state back goes through a graph of Identity nodes, because getData() on such a tensor
 * aborts the process.
 */
export async function createDeviceStepRunner(
  spec: NetworkSpec,
  options: StepOptions,
  initial: TrainingState,
): Promise<StepRunner> {
  const names = carriedNames(initial);
  const trained = trainedOf(initial);
  const shapes = [...trained.shapes, ...trained.shapes, ...trained.shapes, []];
  const first = stateFeeds(initial);
  /** What is not trained goes to the device with every step: the graph has no output that would keep it there. */
  const fixed = Object.fromEntries(Object.entries(first).filter(([name]) => isFixed(name)));
  const session = await createSession(singleStepGraph(spec, options, initial), {
    provider: options.provider,
    outputsOnDevice: names.map((name) => `next.${name}`),
  });
  const reader = await createSession(identityGraph(names, shapes), { provider: options.provider });
  const evaluator = await Evaluator.create(spec, options, initial);
  let onDevice: Record<string, Tensor> | null = null;
  /** The state read back, until the next step. */
  let known: TrainingState | null = initial;
  let step = initial.step;
  let disposed = false;

  const state = async (): Promise<TrainingState> => {
    if (known) return known;
    const outputs = await reader.run(onDevice ?? {});
    const all = (prefix: string, unchanged: readonly Float32Array[]) =>
      initial.names.map((name, index) =>
        isFixed(name) ? unchanged[index]! : floats(outputs, `read.${prefix}${name}`),
      );
    known = {
      names: initial.names,
      shapes: initial.shapes,
      weights: all('', initial.weights),
      moments1: all('m1.', initial.moments1),
      moments2: all('m2.', initial.moments2),
      step,
    };
    return known;
  };

  return {
    async run(images, learningRates, seed) {
      const block = dataFeeds(spec, options, images, learningRates, seed);
      const losses = new Float32Array(options.stepsPerRun);
      const gradientNorms = new Float32Array(options.stepsPerRun);
      let sessionMs = 0;
      for (let k = 0; k < options.stepsPerRun; k++) {
        const data = Object.fromEntries(
          Object.entries(block).map(([name, tensor]) => [name, stepOf(tensor, k)]),
        );
        const feeds = { ...(onDevice ? { ...fixed, ...onDevice } : first), ...data };
        const start = performance.now();
        const outputs = await session.run(feeds);
        sessionMs += performance.now() - start;
        losses[k] = floats(outputs, 'losses')[0] ?? NaN;
        gradientNorms[k] = floats(outputs, 'gradientNorms')[0] ?? NaN;
        const previous = onDevice;
        onDevice = Object.fromEntries(names.map((name) => [name, required(outputs, `next.${name}`)]));
        for (const tensor of Object.values(previous ?? {})) tensor.dispose();
        known = null;
        step++;
      }
      return { losses, gradientNorms, sessionMs };
    },
    evaluate: async (images, count) => evaluator.evaluate(await state(), images, count),
    reconstruct: async (images, count) => evaluator.reconstruct(await state(), images, count),
    state,
    async dispose() {
      if (disposed) return;
      disposed = true;
      for (const tensor of Object.values(onDevice ?? {})) tensor.dispose();
      await session.release();
      await reader.release();
      await evaluator.dispose();
    },
  };
}

function required(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor?.location !== 'gpu-buffer') {
    throw new EngineError(
      'training-failed',
      `Training step: expected "${name}" to stay on the device, got ${tensor ? `it in ${tensor.location} memory` : 'nothing'}; train on another provider.`,
    );
  }
  return tensor;
}

/** The k-th part of a block along its first axis, without a copy. */
function stepOf(block: Tensor, k: number): Tensor {
  const dims = block.dims.slice(1);
  const size = dims.reduce((product, dim) => product * dim, 1);
  const { data } = block;
  if (data instanceof Uint8Array) return new Tensor('uint8', data.subarray(k * size, (k + 1) * size), dims);
  if (data instanceof Float32Array)
    return new Tensor('float32', data.subarray(k * size, (k + 1) * size), dims);
  throw new Error(`Training step: unexpected ${block.type} data.`);
}

function identityGraph(names: readonly string[], shapes: readonly (readonly number[])[]): Uint8Array {
  const graph = new GraphBuilder();
  names.forEach((name, index) => graph.output(graph.input(name, 'float32', shapes[index]!), `read.${name}`));
  return writeOnnx(makeModel(graph.toGraph('read')));
}
