import type { Tensor } from '../graph/Tensor.ts';
import { abs } from '../operators/abs.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { sub } from '../operators/sub.ts';

/** Mean of |x̂ − x| over images, channels and pixels. */
export const l1Loss = (xHat: Tensor, x: Tensor): Tensor => reduceMean(abs(sub(xHat, x)));
