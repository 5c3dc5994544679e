import { oklchToHex } from './oklch.ts';

/**
 * Ten colours per theme, found by annealing: the smallest OKLab distance of any pair, seen with full colour vision and
 * with simulated protanopia, deuteranopia and tritanopia, was made as large as it would go (0.107; a just noticeable
 * difference is about 0.02). The test measures it again.
 */
const BASE = {
  dark: [
    '#338cf9',
    '#ff891a',
    '#0ade98',
    '#faa0fb',
    '#eeed00',
    '#d73a0d',
    '#8e5aaf',
    '#baf8ef',
    '#468364',
    '#a59bb1',
  ],
  light: [
    '#5079fb',
    '#af4c18',
    '#969d17',
    '#d257ae',
    '#4c756a',
    '#f2938d',
    '#850b62',
    '#7cbae0',
    '#52400d',
    '#0e2ea7',
  ],
} as const;

/** Irrational turn: any number of hues stay spread. */
const GOLDEN_ANGLE_DEG = 137.508;
const LIGHTNESS = { dark: [0.78, 0.62, 0.88], light: [0.55, 0.42, 0.66] } as const;

/** CSS colours for `count` labels. Beyond ten the hue turns by the golden angle and lightness steps through three levels. */
export function labelColors(count: number, theme: 'dark' | 'light'): string[] {
  const base = BASE[theme];
  return Array.from({ length: Math.max(count, base.length) }, (_, label) => {
    const known = base[label];
    if (known) return known;
    const lightness = LIGHTNESS[theme][label % 3] ?? 0.7;
    return oklchToHex(lightness, 0.12, (label * GOLDEN_ANGLE_DEG) % 360);
  });
}

/** Points without a label. */
export function noLabelColor(theme: 'dark' | 'light'): string {
  return theme === 'dark' ? '#8b93a1' : '#5c6470';
}
