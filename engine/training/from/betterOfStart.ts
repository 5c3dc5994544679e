import type { Candidate } from '../Candidate.ts';
import type { ImageBlock } from '../data/imageBlock.ts';
import { Evaluator } from '../step/Evaluator.ts';
import type { StepGraphOptions } from '../step/stepGraph.ts';
import type { TrainingState } from '../step/TrainingState.ts';
import type { LoopResult } from '../trainingLoop.ts';

/**
 * What a model that was trained further came to, or the model as it was, where no step made it better on the images that decide.
 * @param judgeBy what the loop kept its best weights by
 */
export async function betterOfStart(
  learned: Candidate,
  start: TrainingState,
  loop: Pick<LoopResult, 'best'>,
  {
    evaluation,
    judgeBy,
    options,
  }: {
    evaluation: ImageBlock;
    judgeBy: 'loss' | 'sse';
    options: Pick<StepGraphOptions, 'loss' | 'beta' | 'freeBits'>;
  },
): Promise<{ candidate: Candidate; isStart: boolean }> {
  const evaluator = await Evaluator.create(learned.spec, options, start);
  try {
    const before = await evaluator.evaluate(start, evaluation.pixels, evaluation.count);
    const isStart = before[judgeBy] < loop.best.heldOutError;
    return { candidate: isStart ? { ...learned, weights: start.weights } : learned, isStart };
  } finally {
    await evaluator.dispose();
  }
}
