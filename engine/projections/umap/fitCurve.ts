/** Similarity of two points in the layout at distance x: 1 / (1 + a x^2b). */
export interface Curve {
  a: number;
  b: number;
}

const SAMPLES = 300;
const STEPS = 200;

/**
 * The a and b whose curve is nearest, by least squares at 300 distances up to 3 spreads, to 1 up to `minDistance` and
 * exp(−(x − minDistance) / spread) beyond (McInnes, Healy and Melville 2018, 4.2). By Levenberg and Marquardt's method.
 */
export function fitCurve(minDistance: number, spread: number): Curve {
  const xs = Array.from({ length: SAMPLES }, (_, i) => (3 * spread * i) / (SAMPLES - 1));
  const ys = xs.map((x) => (x < minDistance ? 1 : Math.exp(-(x - minDistance) / spread)));
  let curve = { a: 1, b: 1 };
  let error = squaredError(curve, xs, ys);
  let damping = 1e-3;
  for (let step = 0; step < STEPS && damping < 1e12; step++) {
    let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
    for (let i = 1; i < SAMPLES; i++) {
      const power = xs[i]! ** (2 * curve.b);
      const value = 1 / (1 + curve.a * power);
      const byA = -power * value * value;
      const byB = curve.a * byA * 2 * Math.log(xs[i]!);
      const residual = ys[i]! - value;
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ar += byA * residual;
      br += byB * residual;
    }
    const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = p * q - ab * ab;
    const next = {
      a: curve.a + (ar * q - br * ab) / determinant,
      b: curve.b + (br * p - ar * ab) / determinant,
    };
    const nextError = squaredError(next, xs, ys);
    if (next.a > 0 && next.b > 0 && nextError <= error) {
      const isDone = error - nextError <= 1e-16 * error;
      [curve, error, damping] = [next, nextError, damping / 10];
      if (isDone) break;
    } else damping *= 10;
  }
  return curve;
}

function squaredError({ a, b }: Curve, xs: readonly number[], ys: readonly number[]): number {
  return xs.reduce((sum, x, i) => sum + (ys[i]! - 1 / (1 + a * x ** (2 * b))) ** 2, 0);
}
