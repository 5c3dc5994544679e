import type { Theme } from '../../protocol/preferences.ts';

/**
 * Colours for numbers, from low to high: viridis (Smith & van der Walt, matplotlib) at ten equal steps, equally far apart
 * to the eye and in order of lightness with any colour vision. On a light page the bright end would vanish, so the ramp
 * is run through only as far as it stays visible.
 */
export const VIRIDIS = [
  [0x44, 0x01, 0x54],
  [0x48, 0x28, 0x78],
  [0x3e, 0x4a, 0x89],
  [0x31, 0x68, 0x8e],
  [0x26, 0x82, 0x8e],
  [0x1f, 0x9e, 0x89],
  [0x35, 0xb7, 0x79],
  [0x6d, 0xcd, 0x59],
  [0xb4, 0xde, 0x2c],
  [0xfd, 0xe7, 0x25],
] as const;
/** The part of the ramp that stands out from the page: violet is lost on black, yellow on white. */
const PART = { dark: [0.14, 1], light: [0, 0.86] } as const;

/** Steps of the ramp, and so the slots of a column of numbers. */
export const RAMP_STEPS = 256;

/** Red, green and blue of a colour, 0..255. */
export type ColorStop = readonly [number, number, number];

/** A CSS colour a step, lowest value first. */
export function rampColors(theme: Theme): string[] {
  const [from, to] = PART[theme];
  return stepsBetween(VIRIDIS, RAMP_STEPS, from, to).map(
    (color) => `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`,
  );
}

/**
 * Colours in equal steps between stops, which are equally far from each other.
 * @param from share of the way, 0..1, where the first step is
 * @param to where the last one is
 */
export function stepsBetween(
  stops: readonly ColorStop[],
  steps: number,
  from = 0,
  to = 1,
): [red: number, green: number, blue: number][] {
  return Array.from({ length: steps }, (_, step) => {
    const place = (from + ((to - from) * step) / (steps - 1)) * (stops.length - 1);
    const below = Math.max(0, Math.min(stops.length - 2, Math.floor(place)));
    const share = place - below;
    const mixed = (channel: 0 | 1 | 2) => {
      const low = stops[below]?.[channel] ?? 0;
      const high = stops[below + 1]?.[channel] ?? low;
      return Math.round(low + (high - low) * share);
    };
    return [mixed(0), mixed(1), mixed(2)];
  });
}
