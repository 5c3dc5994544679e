import type { Tensor } from '../graph/Tensor.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { square } from '../operators/square.ts';
import { sub } from '../operators/sub.ts';

/** Mean of (x̂ − x)² over images, channels and pixels. */
export const mseLoss = (xHat: Tensor, x: Tensor): Tensor => reduceMean(square(sub(xHat, x)));
