import { expect, it } from 'vitest';
import { Palette } from './Palette.ts';
import { NO_SLOT } from './rowFlags.ts';

it('gives every slot its colour, repeated, and rows without a value a colour of their own', () => {
  const palette = new Palette();
  palette.setNone([0.2, 0.4, 0.6]);
  const colours = ['#ff0000', 'rgb(0, 128, 0)', '#0000ff'];
  palette.setColours(colours);
  const expected = [
    [1, 0, 0],
    [0, 128 / 255, 0],
    [0, 0, 1],
  ];
  for (const slot of [0, 1, 2, 3, 4, 11, 4096, 32_768, NO_SLOT - 1]) {
    expect(palette.colourOf(slot)).toEqual(expected[slot % 3]);
  }
  expect(palette.colourOf(NO_SLOT)).toEqual([0.2, 0.4, 0.6]);
});

it('holds a ramp of 256 steps, and what came before is gone', () => {
  const palette = new Palette();
  palette.setColours(['#123456']);
  palette.setColours(Array.from({ length: 256 }, (_, step) => `rgb(${step}, ${255 - step}, 7)`));
  for (const step of [0, 1, 128, 255]) {
    expect(palette.colourOf(step)).toEqual([step / 255, (255 - step) / 255, 7 / 255]);
  }
  const version = palette.texture.version;
  palette.setColours([]);
  expect(palette.texture.version).toBeGreaterThan(version);
  expect(palette.colourOf(255)).not.toEqual([1, 0, 7 / 255]);
});
