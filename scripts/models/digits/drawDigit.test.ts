import { expect, test } from 'vitest';
import { Random } from '../../../engine/random/Random.ts';
import { digits } from './digits.ts';
import { DIGIT_SIDE, drawDigit, drawDigitFactors, type DigitFactors } from './drawDigit.ts';

const ink = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value / 255, 0);

/** Centred second moments: how the ink spreads in x, in y, and how x follows y. */
function moments(pixels: Uint8Array): { xx: number; xy: number; yy: number; x: number; y: number } {
  const total = ink(pixels);
  const mean = (value: (x: number, y: number) => number): number =>
    pixels.reduce(
      (sum, light, i) =>
        sum + (light / 255) * value((i % DIGIT_SIDE) + 0.5, Math.floor(i / DIGIT_SIDE) + 0.5),
      0,
    ) / total;
  const x = mean((column) => column);
  const y = mean((_, row) => row);
  return {
    x,
    y,
    xx: mean((column) => (column - x) ** 2),
    xy: mean((column, row) => (column - x) * (row - y)),
    yy: mean((_, row) => (row - y) ** 2),
  };
}

const usual: DigitFactors = {
  loopWidth: 1,
  curvature: 0,
  flourish: 0.5,
  slant: 0,
  rotationDeg: 0,
  sizePx: 19,
  aspect: 1,
  strokeWidthPx: 2.5,
  jitter: 0,
};
const drawn = (digit: number, change: Partial<DigitFactors>): Uint8Array =>
  drawDigit(digit, { ...usual, ...change }, new Random('same hand'));

test('the same seed draws the same bytes, another image others', async () => {
  const [first, again] = [await digits.open(), await digits.open()];
  expect(first.draw('training', 123)).toEqual(again.draw('training', 123));
  expect(first.draw('training', 123).pixels).not.toEqual(first.draw('training', 133).pixels);
  expect(first.draw('training', 123).pixels).not.toEqual(first.draw('samples', 123).pixels);
});

test('labels are balanced', async () => {
  const drawing = await digits.open();
  const labels = Array.from({ length: 50 }, (_, i) => drawing.draw('training', i).label);
  expect([...Map.groupBy(labels, (label) => label).values()].map((group) => group.length)).toEqual(
    Array(10).fill(5),
  );
});

test.each(Array.from({ length: 10 }, (_, digit) => digit))(
  'digit %i: each factor does what it says',
  (digit) => {
    expect(ink(drawn(digit, { strokeWidthPx: 3.5 }))).toBeGreaterThan(
      1.25 * ink(drawn(digit, { strokeWidthPx: 2 })),
    );
    // Positive slant moves the top to the right: x falls as y (downwards) grows.
    expect(moments(drawn(digit, { slant: 0.3 })).xy).toBeLessThan(moments(drawn(digit, { slant: 0 })).xy - 2);
    expect(moments(drawn(digit, { sizePx: 22 })).yy).toBeGreaterThan(
      1.2 * moments(drawn(digit, { sizePx: 18 })).yy,
    );
    const wider = moments(drawn(digit, { aspect: 1.2 })).xx / moments(drawn(digit, { aspect: 0.9 })).xx;
    expect(wider).toBeGreaterThan(digit === 1 ? 1.05 : 1.3);
  },
);

test.each([0, 2, 3, 5, 6, 8, 9])('digit %i: a wider loop is wider', (digit) => {
  expect(moments(drawn(digit, { loopWidth: 1.2 })).xx).toBeGreaterThan(
    1.15 * moments(drawn(digit, { loopWidth: 0.9 })).xx,
  );
});

test('every drawn digit is whole and centred', () => {
  for (let i = 0; i < 300; i++) {
    const random = new Random(`whole/${i}`);
    const pixels = drawDigit(i % 10, drawDigitFactors(random), random);
    const { x, y } = moments(pixels);
    expect(Math.abs(x - DIGIT_SIDE / 2)).toBeLessThan(1.2);
    expect(Math.abs(y - DIGIT_SIDE / 2)).toBeLessThan(1.2);
    const border = pixels.filter(
      (_, at) =>
        at % DIGIT_SIDE === 0 ||
        at % DIGIT_SIDE === DIGIT_SIDE - 1 ||
        at < DIGIT_SIDE ||
        at >= DIGIT_SIDE * (DIGIT_SIDE - 1),
    );
    expect(Math.max(...border)).toBeLessThan(60);
  }
});

test('an unknown digit is refused', () => {
  expect(() => drawn(10, {})).toThrow('Expected a digit 0..9, got 10');
});
