import { Tensor } from 'onnxruntime-node';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { imageSize } from './network.ts';
import { drawEpsilon, drawNoise } from './noise.ts';
import { stateNames, usesEpsilon, usesNoise, type StepGraphOptions } from './stepGraph.ts';
import type { TrainingState } from './TrainingState.ts';

/** The state's tensors by the names of the step graph's inputs. The tensors borrow the arrays. */
export function stateFeeds(state: TrainingState): Record<string, Tensor> {
  const shapes = [...state.shapes, ...state.shapes, ...state.shapes];
  const arrays = [...state.weights, ...state.moments1, ...state.moments2];
  const names = stateNames(state);
  const feeds: Record<string, Tensor> = {};
  arrays.forEach((array, index) => (feeds[names[index]!] = new Tensor('float32', array, shapes[index]!)));
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
