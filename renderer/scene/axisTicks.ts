/** Round numbers along one axis that reach around [low, high]. */
export interface AxisTicks {
  step: number;
  /** First and last tick: multiples of step with low and high between them. */
  first: number;
  last: number;
  values: number[];
  labels: string[];
}

/**
 * Steps of 1, 2 or 5 times a power of ten, as near to `wanted` intervals as such steps come. Two ticks for an axis
 * without extent would mean nothing, so it has the one value.
 */
export function axisTicks(low: number, high: number, wanted = 5): AxisTicks {
  if (!(high > low) || !Number.isFinite(high - low)) {
    const value = Number.isFinite(low) ? low : 0;
    return { step: 0, first: value, last: value, values: [value], labels: [formatTick(value, 0)] };
  }
  const step = niceStep((high - low) / wanted);
  // The share forgives what float32 did to a bound that was meant to lie on a tick.
  const firstCount = Math.floor(low / step + 1e-6);
  const lastCount = Math.ceil(high / step - 1e-6);
  const values: number[] = [];
  for (let count = firstCount; count <= lastCount; count++) values.push(count * step);
  return {
    step,
    first: firstCount * step,
    last: lastCount * step,
    values,
    labels: values.map((value) => formatTick(value, step)),
  };
}

/**
 * The axes of a box around [low, high], [3] each: one step for all, so that squares of the grid are squares and lengths compare. An axis
 * without extent has one tick.
 */
export function boxTicks(low: readonly number[], high: readonly number[]): AxisTicks[] {
  const widest = Math.max(...high.map((value, k) => value - low[k]!));
  const { step } = axisTicks(0, widest || 1);
  return low.map((lowest, k) => {
    const highest = high[k]!;
    return highest - lowest > step * 0.01
      ? axisTicks(lowest, highest, Math.max(1, (highest - lowest) / step))
      : axisTicks((lowest + highest) / 2, (lowest + highest) / 2);
  });
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power;
}

/** As many decimals as the step has; a real minus sign; powers of ten for very large and very small steps. */
export function formatTick(value: number, step: number): string {
  if (Math.abs(value) < step / 1e6 || value === 0) return '0';
  const size = step || Math.abs(value);
  const digits = step ? decadeOf(value) - decadeOf(step) : 2;
  const text =
    size >= 1e5 || size < 1e-4
      ? value.toExponential(Math.max(0, digits)).replace('e+', 'e')
      : value.toFixed(step ? Math.max(0, -decadeOf(step)) : 2);
  return text.replaceAll('-', '−');
}

/** The power of ten of the first digit; what rounding took off an exact power is forgiven. */
function decadeOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value)) + 1e-9);
}
