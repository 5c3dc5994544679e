import type { LatentHistograms } from '../../../protocol/collection.ts';
import type { DimensionSort } from '../../../protocol/preferences.ts';

/**
 * Latent dimensions to show, in order.
 * @param filter words that a name must contain; empty shows all
 */
export function dimensionOrder(
  latentSize: number,
  histograms: LatentHistograms | null,
  nameOf: (d: number) => string,
  sort: DimensionSort,
  filter: string,
): number[] {
  const wanted = filter.trim().toLowerCase();
  const order = Array.from({ length: latentSize }, (_, d) => d).filter((d) =>
    nameOf(d).toLowerCase().includes(wanted),
  );
  if (sort === 'variance' && histograms) {
    order.sort((a, b) => (histograms.std[b] ?? 0) - (histograms.std[a] ?? 0));
  }
  return order;
}

/**
 * What a slider of dimension d spans: the data's range with a tenth on either side, so that one can go a little beyond,
 * or ±3 where there is no data (three standard deviations of a normal prior). Widened to hold `value`.
 */
export function sliderRange(d: number, histograms: LatentHistograms | null, value: number): [number, number] {
  const min = histograms?.min[d];
  const max = histograms?.max[d];
  const known = min !== undefined && max !== undefined && max > min;
  const [low, high] = known ? [min - (max - min) / 10, max + (max - min) / 10] : [-3, 3];
  return [Math.min(low, value), Math.max(high, value)];
}
