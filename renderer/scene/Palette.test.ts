import { expect, it } from 'vitest';
import { NO_LABEL } from '../../protocol/collection.ts';
import { Palette } from './Palette.ts';

it('gives every label its colour, cycled, and points without one a colour of their own', () => {
  const palette = new Palette();
  palette.setColours(['#ff0000', 'rgb(0, 128, 0)']);
  palette.setUnlabelled([0.2, 0.4, 0.6]);
  expect(palette.colourOf(0)).toEqual([1, 0, 0]);
  expect(palette.colourOf(3)).toEqual([0, 128 / 255, 0]);
  expect(palette.colourOf(NO_LABEL)).toEqual([0.2, 0.4, 0.6]);
});

it('hides by label; the last entry is for points without one', () => {
  const palette = new Palette();
  expect(palette.hidden).toBeNull();
  palette.setVisible([true, false, true, false]);
  const hidden = palette.hidden;
  expect([hidden?.[0], hidden?.[1], hidden?.[2], hidden?.[3], hidden?.[NO_LABEL]]).toEqual([0, 1, 0, 0, 1]);
  const texels = palette.texture.image.data as Uint8Array;
  expect([texels[3], texels[7], texels[NO_LABEL * 4 + 3]]).toEqual([255, 0, 0]);
  palette.setVisible(null);
  expect(palette.hidden).toBeNull();
  expect(texels[7]).toBe(255);
});
