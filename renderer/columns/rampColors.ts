import type { Theme } from '../../protocol/preferences.ts';

/**
 * Colours for numbers, from low to high: viridis (Smith & van der Walt, matplotlib) at ten equal steps, equally far apart
 * to the eye and in order of lightness with any colour vision. On a light page the bright end would vanish, so the ramp
 * is run through only as far as it stays visible.
 */
const VIRIDIS = [
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

/** A CSS colour a step, lowest value first. */
export function rampColors(theme: Theme): string[] {
  const [from, to] = PART[theme];
  return Array.from({ length: RAMP_STEPS }, (_, step) => {
    const place = (from + ((to - from) * step) / (RAMP_STEPS - 1)) * (VIRIDIS.length - 1);
    const below = Math.min(VIRIDIS.length - 2, Math.floor(place));
    const share = place - below;
    const mixed = [0, 1, 2].map((channel) => {
      const low = VIRIDIS[below]?.[channel] ?? 0;
      const high = VIRIDIS[below + 1]?.[channel] ?? 0;
      return Math.round(low + (high - low) * share);
    });
    return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  });
}
