import type { LossName } from '../../protocol/training.ts';

/** What a loss is that is asked for because the squared error blurs. */
export type SharpeningLoss = Exclude<LossName, 'mse' | 'bce'>;
/** What decides which weights are kept, and whether PCA is. */
export type Judge = 'sse' | SharpeningLoss;

/** What a person sees is the squared error; who asks for another loss asks for something else, and that decides. */
export const judgeOf = (loss: LossName): Judge => (loss === 'mse' || loss === 'bce' ? 'sse' : loss);
