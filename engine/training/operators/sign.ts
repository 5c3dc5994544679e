import type { Tensor } from '../graph/Tensor.ts';

/** −1, 0 or 1. Flat: a constant to the tape. */
export const sign = (x: Tensor): Tensor => x.graph.emit('Sign', [x], x.shape);
