import { expect, test } from 'vitest';
import { chooseGround } from './chooseGround.ts';

const SIDE = 16;
type Rgb = readonly [number, number, number];

/** A disc of a colour, with a soft edge, over a ground. */
function disc(colour: Rgb, ground: number): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const distance = Math.hypot((i % SIDE) - 7.5, Math.floor(i / SIDE) - 7.5);
    const alpha = Math.min(1, Math.max(0, 5.5 - distance));
    return colour.map((value) => Math.round(alpha * value + (1 - alpha) * ground));
  }).flat();
}
const over = (colours: readonly Rgb[]) =>
  chooseGround(
    Uint8Array.from(colours.flatMap((colour) => disc(colour, 0))),
    Uint8Array.from(colours.flatMap((colour) => disc(colour, 255))),
    SIDE,
  );

const BLACK: Rgb = [10, 10, 10];
const WHITE: Rgb = [245, 245, 245];

test.each<[string, Rgb[], string]>([
  ['dark drawings', [BLACK, [30, 20, 40], [60, 0, 0]], '#ffffff'],
  ['white drawings', [WHITE, [230, 240, 250]], '#000000'],
  ['black ones and white ones', [BLACK, WHITE], '#808080'],
  ['yellow faces, which are light, and dark outlines', [[255, 204, 77], [255, 204, 77], BLACK], '#ffffff'],
  ['middle greys', [[128, 128, 128]], '#ffffff'],
])('%s stand out best from their ground', (_, colours, ground) => {
  expect(over(colours)).toMatchObject({ share: 1, ground });
});

test('images without transparent pixels have no ground', () => {
  const opaque = new Uint8Array(SIDE * SIDE * 3).fill(9);
  expect(chooseGround(opaque, opaque, SIDE)).toBeNull();
  expect(chooseGround(new Uint8Array(0), new Uint8Array(0), SIDE)).toBeNull();
});

test('how light the edges are is said, and how many images are transparent', () => {
  const opaque = Array.from({ length: SIDE * SIDE * 3 }, () => 200);
  const found = chooseGround(
    Uint8Array.from([...disc(WHITE, 0), ...opaque]),
    Uint8Array.from([...disc(WHITE, 255), ...opaque]),
    SIDE,
  );
  expect(found?.share).toBe(0.5);
  expect(found?.edgeLuminance).toBeCloseTo(245, -1);
});
