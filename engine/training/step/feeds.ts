import { Tensor } from 'onnxruntime-node';
import { EngineError } from '../../../protocol/EngineError.ts';
import { isFixed, type NetworkSpec } from '../NetworkSpec.ts';
import { imageSize } from './network.ts';
import { drawEpsilon, drawNoise } from './noise.ts';
import { usesEpsilon, usesNoise, type StepGraphOptions } from './stepGraph.ts';
import type { TrainingState } from './TrainingState.ts';

/** The state's tensors by the names of the step graph's inputs. The tensors borrow the arrays. */
export function stateFeeds(state: TrainingState): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  state.names.forEach((name, index) => {
    const shape = state.shapes[index]!;
    feeds[name] = new Tensor('float32', state.weights[index]!, shape);
    if (isFixed(name)) return;
    feeds[`m1.${name}`] = new Tensor('float32', state.moments1[index]!, shape);
    feeds[`m2.${name}`] = new Tensor('float32', state.moments2[index]!, shape);
  });
  feeds['step'] = new Tensor('float32', Float32Array.of(state.step), []);
  return feeds;
}

/** The data of K steps by the names of the step graph's inputs. */
export function dataFeeds(
  spec: NetworkSpec,
  options: StepGraphOptions,
  images: Uint8Array,
  learningRates: Float32Array,
  seed: number,
): Record<string, Tensor> {
  const { batch, stepsPerRun: k } = options;
  const blockBytes = k * batch * imageSize(spec);
  if (images.length !== blockBytes || learningRates.length !== k) {
    throw new EngineError(
      'bad-request',
      `Training step: expected images [${k},${batch},${spec.height},${spec.width},${spec.channels}] (${blockBytes} bytes) and ` +
        `${k} learning rates, got ${images.length} bytes and ${learningRates.length} rates.`,
    );
  }
  const pixels = [k, batch, spec.height, spec.width, spec.channels];
  const feeds: Record<string, Tensor> = {
    images: new Tensor('uint8', images, pixels),
    learningRates: new Tensor('float32', learningRates, [k]),
  };
  if (usesEpsilon(spec)) {
    feeds['epsilon'] = new Tensor('float32', drawEpsilon(k * batch * spec.latent, seed), [
      k,
      batch,
      spec.latent,
    ]);
  }
  if (usesNoise(spec, options)) {
    feeds['noise'] = new Tensor('float32', drawNoise(k * batch, imageSize(spec), seed), pixels);
  }
  return feeds;
}

/** A run's float32 output. */
export function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`Training step: no float32 output "${name}".`);
  return data;
}
