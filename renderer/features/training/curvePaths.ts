import type { CurvePoint } from '../../../protocol/training.ts';

/** SVG paths of both loss curves over the same axes: x in steps, y in loss on a logarithmic scale, y down. */
export interface CurvePaths {
  train: string;
  heldOut: string;
}

/** Losses fall by orders of magnitude; below zero (a KL bound) the scale is linear. */
export function curvePaths(curve: readonly CurvePoint[], width: number, height: number): CurvePaths {
  const values = curve.flatMap(({ train, heldOut }) => [train, heldOut]).filter(Number.isFinite);
  if (values.length === 0) return { train: '', heldOut: '' };
  const isLogarithmic = values.every((value) => value > 0);
  const scale = (value: number) => (isLogarithmic ? Math.log(value) : value);
  const low = Math.min(...values.map(scale));
  const high = Math.max(...values.map(scale));
  const firstStep = curve[0]?.step ?? 0;
  const steps = (curve.at(-1)?.step ?? 0) - firstStep || 1;
  const pathOf = (lossOf: (point: CurvePoint) => number) =>
    curve
      .filter((point) => Number.isFinite(lossOf(point)))
      .map((point, at) => {
        const x = ((point.step - firstStep) / steps) * width;
        const y = height - ((scale(lossOf(point)) - low) / (high - low || 1)) * height;
        return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
      })
      .join('');
  return { train: pathOf(({ train }) => train), heldOut: pathOf(({ heldOut }) => heldOut) };
}
