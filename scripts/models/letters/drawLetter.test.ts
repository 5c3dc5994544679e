import { expect, test } from 'vitest';
import type { OutlineCommand } from '../drawing/fillOutline.ts';
import { drawLetter, LETTER_SIDE } from './drawLetter.ts';
import { FAMILIES } from './families.ts';
import { fontsInstalled, LETTERS, openFonts, type Face } from './openFonts.ts';

/** A face whose I is a bar of 200 × 700 units. */
const bar: OutlineCommand[] = [
  { type: 'M', x: 100, y: 0 },
  { type: 'L', x: 300, y: 0 },
  { type: 'L', x: 300, y: 700 },
  { type: 'L', x: 100, y: 700 },
  { type: 'Z' },
];
const face: Face = {
  family: { name: 'bars', class: 'sans' },
  title: 'Bars',
  weight: 400,
  italic: false,
  slantDeg: 0,
  capHeight: 700,
  outlines: new Map([['I', bar]]),
};

test('a letter stands in the middle at its cap height, and its measures are what was drawn', () => {
  const { pixels, measures } = drawLetter(face, 'I', { stretch: 1, leanDeg: 0, scale: 1 });
  const width = (200 / 700) * 32;
  expect(measures.width).toBeCloseTo(200 / 700, 6);
  expect(measures.ink).toBeCloseTo((width * 32) / LETTER_SIDE ** 2, 3);
  expect(measures.slantDeg).toBe(0);
  const column = (x: number): number[] =>
    Array.from({ length: LETTER_SIDE }, (_, y) => pixels[y * LETTER_SIDE + x] ?? 0);
  expect(column(24).map((value) => value > 0)).toEqual(
    Array.from({ length: LETTER_SIDE }, (_, y) => y >= 8 && y < 40),
  );
  expect(Math.max(...column(18))).toBe(0);
});

test('stretching widens, leaning moves the top to the right', () => {
  const wide = drawLetter(face, 'I', { stretch: 1.5, leanDeg: 0, scale: 1 });
  expect(wide.measures.width).toBeCloseTo(300 / 700, 6);
  const leaning = drawLetter(face, 'I', { stretch: 1, leanDeg: 12, scale: 1 });
  expect(leaning.measures.slantDeg).toBeCloseTo(12, 6);
  const centreOfRow = (y: number): number => {
    const row = leaning.pixels.subarray(y * LETTER_SIDE, (y + 1) * LETTER_SIDE);
    return row.reduce((sum, value, x) => sum + value * x, 0) / row.reduce((sum, value) => sum + value, 0);
  };
  expect(centreOfRow(10) - centreOfRow(37)).toBeCloseTo(27 * Math.tan((12 * Math.PI) / 180), 1);
});

test('a letter that is too wide is narrowed to the frame', () => {
  const { pixels } = drawLetter(face, 'I', { stretch: 8, leanDeg: 0, scale: 1 });
  const row = [...pixels.subarray(24 * LETTER_SIDE, 25 * LETTER_SIDE)];
  expect(row.map((value) => value > 0)).toEqual(
    Array.from({ length: LETTER_SIDE }, (_, x) => x >= 2 && x < 46),
  );
});

test('families are listed once, and some of each kind were never trained on', () => {
  expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
  const unseen = FAMILIES.filter((family) => family.unseen).map((family) => family.class);
  expect(new Set(unseen)).toEqual(new Set(['sans', 'serif', 'slab']));
});

test.runIf(await fontsInstalled())(
  'with the fonts of `npm run models` installed: every face has all capitals, and bold has more ink than light',
  async () => {
    const { faces, licences } = await openFonts(
      FAMILIES.filter(({ name }) => name === 'barlow' || name === 'arvo'),
    );
    expect(licences.map(({ title, licence }) => `${title} ${licence}`)).toEqual([
      'Barlow OFL-1.1',
      'Arvo OFL-1.1',
    ]);
    const ink = (face: Face | undefined): number[] => {
      if (!face) throw new Error('face not found');
      return LETTERS.map(
        (letter) => drawLetter(face, letter, { stretch: 1, leanDeg: 0, scale: 1 }).measures.ink,
      );
    };
    const barlow = (weight: number): Face | undefined =>
      faces.find((face) => face.title === 'Barlow' && face.weight === weight && !face.italic);
    const bold = ink(barlow(800));
    ink(barlow(300)).forEach((value, i) => expect(bold[i]).toBeGreaterThan(1.3 * value));
    for (const face of faces) expect(Math.min(...ink(face))).toBeGreaterThan(0.005);
  },
);
