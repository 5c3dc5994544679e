import { stepsBetween, VIRIDIS, type ColorStop } from '../columns/rampColors.ts';
import type { DifferenceMap, Theme } from '../../protocol/preferences.ts';
import type { ImageDifference } from './imageDifference.ts';

/** How a difference is shown. */
export interface DifferenceLook {
  /** With its sign, or its size alone. */
  isSigned: boolean;
  map: DifferenceMap;
  theme: Theme;
}

/** Odd, so that a difference of zero has a colour of its own in the middle. */
const STEPS = 257;

/** Berlin (F. Crameri, Scientific colour maps): dark where nothing differs, so that it does not glare on a dark page. */
const DARK_IN_THE_MIDDLE: readonly ColorStop[] = [
  [0x9e, 0xb0, 0xff],
  [0x5a, 0xa3, 0xda],
  [0x2d, 0x75, 0x97],
  [0x19, 0x41, 0x55],
  [0x11, 0x0b, 0x09],
  [0x50, 0x18, 0x02],
  [0x8a, 0x3f, 0x2a],
  [0xc3, 0x74, 0x69],
  [0xff, 0xac, 0xac],
];
/** RdBu (C. Brewer, ColorBrewer) from its blue end: light where nothing differs, for a light page. */
const LIGHT_IN_THE_MIDDLE: readonly ColorStop[] = [
  [0x05, 0x30, 0x61],
  [0x21, 0x66, 0xac],
  [0x43, 0x93, 0xc3],
  [0x92, 0xc5, 0xde],
  [0xd1, 0xe5, 0xf0],
  [0xf7, 0xf7, 0xf7],
  [0xfd, 0xdb, 0xc7],
  [0xf4, 0xa5, 0x82],
  [0xd6, 0x60, 0x4d],
  [0xb2, 0x18, 0x2b],
  [0x67, 0x00, 0x1f],
];
const BLACK_TO_WHITE: readonly ColorStop[] = [
  [0, 0, 0],
  [255, 255, 255],
];

const stopsOf = ({ isSigned, map, theme }: DifferenceLook): readonly ColorStop[] => {
  if (map === 'grey') return BLACK_TO_WHITE;
  if (!isSigned) return VIRIDIS;
  return theme === 'dark' ? DARK_IN_THE_MIDDLE : LIGHT_IN_THE_MIDDLE;
};

/** The same for every picture of one look: made once each. */
const tables = new Map<string, Uint8ClampedArray>();

/** @returns [STEPS,3] uint8 RGB, from the lowest value to the highest */
function tableOf(look: DifferenceLook): Uint8ClampedArray {
  const key = `${look.isSigned} ${look.map} ${look.theme}`;
  const known = tables.get(key);
  if (known) return known;
  const table = Uint8ClampedArray.from(stepsBetween(stopsOf(look), STEPS).flat());
  tables.set(key, table);
  return table;
}

/**
 * A difference in colours. The scale ends at 1 / gain; what lies beyond has the colour of its end.
 * @returns [H,W,4] uint8 RGBA
 */
export function paintDifference(
  { signed, absolute }: ImageDifference,
  look: DifferenceLook,
  gain: number,
): Uint8ClampedArray<ArrayBuffer> {
  const table = tableOf(look);
  const rgba = new Uint8ClampedArray(absolute.length * 4);
  for (let pixel = 0, at = 0; pixel < absolute.length; pixel++, at += 4) {
    const share = look.isSigned ? (signed[pixel]! * gain + 1) / 2 : absolute[pixel]! * gain;
    const step = Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1)) * 3;
    rgba[at] = table[step]!;
    rgba[at + 1] = table[step + 1]!;
    rgba[at + 2] = table[step + 2]!;
    rgba[at + 3] = 255;
  }
  return rgba;
}

/** The look as a CSS gradient, from its lowest value to its highest. */
export function gradientOf(look: DifferenceLook): string {
  const stops = stopsOf(look).map(([red, green, blue]) => `rgb(${red} ${green} ${blue})`);
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
