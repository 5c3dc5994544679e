import { performance } from 'node:perf_hooks';
import { createSession } from '../../inference/createSession.ts';
import { isFixed, type NetworkSpec } from '../NetworkSpec.ts';
import { fromCarried, toCarried } from './carriedState.ts';
import { Evaluator } from './Evaluator.ts';
import { dataFeeds, floats, stateFeeds } from './feeds.ts';
import { loopStepGraph } from './stepGraph.ts';
import type { StepOptions, StepRunner } from './StepRunner.ts';
import type { TrainingState } from './TrainingState.ts';

/** Training steps as a Loop, the state in JavaScript memory between runs. */
export async function createLoopStepRunner(
  spec: NetworkSpec,
  options: StepOptions,
  initial: TrainingState,
): Promise<StepRunner> {
  const session = await createSession(loopStepGraph(spec, options, initial), {
    provider: options.provider,
    threads: options.threads,
  });
  const evaluator = await Evaluator.create(spec, options, initial);
  let carried = toCarried(initial);
  /** The same in the order of a checkpoint, once somebody asked. */
  let known: TrainingState | null = initial;
  let disposed = false;
  const state = (): TrainingState => (known ??= fromCarried(carried));

  return {
    async run(images, learningRates, seed) {
      const feeds = { ...stateFeeds(carried), ...dataFeeds(spec, options, images, learningRates, seed) };
      const start = performance.now();
      const outputs = await session.run(feeds);
      const sessionMs = performance.now() - start;
      const next = (prefix: string, last: readonly Float32Array[]) =>
        carried.names.map((name, index) =>
          isFixed(name) ? last[index]! : floats(outputs, `next.${prefix}${name}`),
        );
      known = null;
      carried = {
        names: carried.names,
        shapes: carried.shapes,
        weights: next('', carried.weights),
        moments1: next('m1.', carried.moments1),
        moments2: next('m2.', carried.moments2),
        step: carried.step + options.stepsPerRun,
      };
      return {
        losses: floats(outputs, 'losses'),
        gradientNorms: floats(outputs, 'gradientNorms'),
        sessionMs,
      };
    },
    evaluate: (images, count) => evaluator.evaluate(state(), images, count),
    reconstruct: (images, count) => evaluator.reconstruct(state(), images, count),
    state: () => Promise.resolve(state()),
    async dispose() {
      if (disposed) return;
      disposed = true;
      await session.release();
      await evaluator.dispose();
    },
  };
}
