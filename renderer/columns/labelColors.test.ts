import { describe, expect, it } from 'vitest';
import { labelColors } from './labelColors.ts';
import { oklchToHex } from './oklch.ts';

type Rgb = [number, number, number];

/** Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB. */
const DEFICIENCIES: Record<string, number[][]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linearOf(hex: string): Rgb {
  const channel = (at: number) => {
    const encoded = parseInt(hex.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: number[][], [r, g, b]: Rgb): Rgb => {
  const row = (at: number) => {
    const [x = 0, y = 0, z = 0] = matrix[at] ?? [];
    return Math.min(1, Math.max(0, x * r + y * g + z * b));
  };
  return [row(0), row(1), row(2)];
};

/** Linear RGB to OKLab (Ottosson 2020). */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function closestPair(colors: string[], matrix: number[][]): { distance: number; pair: string } {
  const seen = colors.map((hex) => oklab(times(matrix, linearOf(hex))));
  let closest = { distance: Infinity, pair: '' };
  seen.forEach((a, i) => {
    seen.slice(0, i).forEach((b, j) => {
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
      if (distance < closest.distance) closest = { distance, pair: `${colors[j]} ${colors[i]}` };
    });
  });
  return closest;
}

describe('labelColors', () => {
  for (const theme of ['dark', 'light'] as const) {
    for (const [name, matrix] of Object.entries(DEFICIENCIES)) {
      it(`ten ${theme} colours stay apart with ${name === 'none' ? 'full colour vision' : name}`, () => {
        const { distance, pair } = closestPair(labelColors(10, theme), matrix);
        expect(distance, pair).toBeGreaterThan(name === 'none' ? 0.15 : 0.1);
      });
    }
  }

  it('has a colour for every label, all different, well beyond ten', () => {
    const colors = labelColors(60, 'dark');
    expect(new Set(colors).size).toBe(60);
    for (const color of colors) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('oklchToHex', () => {
  it('is white, black and the grey between at no chroma', () => {
    expect(oklchToHex(1, 0, 0)).toBe('#ffffff');
    expect(oklchToHex(0, 0, 0)).toBe('#000000');
  });

  it('finds sRGB red from its OKLCH coordinates', () => {
    expect(oklchToHex(0.6279554, 0.2576833, 29.2338851)).toBe('#ff0000');
  });
});
