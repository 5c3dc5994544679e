import type { Tensor } from '../graph/Tensor.ts';
import { add } from './add.ts';
import { erf } from './erf.ts';
import { mul } from './mul.ts';

/** x · Φ(x), with Φ the normal distribution function, exact by erf (Hendrycks & Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  const { graph } = x;
  const phi = mul(add(erf(mul(x, graph.scalar(Math.SQRT1_2))), graph.scalar(1)), graph.scalar(0.5));
  return mul(x, phi);
}
