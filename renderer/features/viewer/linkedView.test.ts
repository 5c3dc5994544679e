import { describe, expect, it } from 'vitest';
import {
  arrangementOf,
  imageToPane,
  originalPlace,
  paneToImage,
  pannedBy,
  pixelAt,
  WHOLE,
  zoomedAt,
} from './linkedView.ts';

const pane = { width: 408, height: 308 };
const image = { width: 40, height: 20 };

describe('the linked view', () => {
  it('shows an image whole, in the middle', () => {
    expect(imageToPane(WHOLE, pane, image, { x: 0, y: 0.5 })).toEqual({ x: 4, y: 154 });
    expect(imageToPane(WHOLE, pane, image, { x: 1, y: 1 })).toEqual({ x: 404, y: 254 });
    expect(paneToImage(WHOLE, pane, image, { x: 4, y: 54 })).toEqual({ x: 0, y: 0 });
  });

  it('zooms to the pointer: what is under it stays there', () => {
    const px = { x: 100, y: 120 };
    const under = paneToImage(WHOLE, pane, image, px);
    const nearer = zoomedAt(WHOLE, pane, image, px, 4);
    expect(nearer.zoom).toBe(4);
    const after = imageToPane(nearer, pane, image, under);
    expect(after.x).toBeCloseTo(px.x, 9);
    expect(after.y).toBeCloseTo(px.y, 9);
  });

  it('goes neither too near nor too far, and keeps some of the image in the middle', () => {
    expect(zoomedAt(WHOLE, pane, image, { x: 0, y: 0 }, 1e9).zoom).toBe(256);
    expect(zoomedAt(WHOLE, pane, image, { x: 0, y: 0 }, 1e-9).zoom).toBe(0.2);
    expect(pannedBy(WHOLE, pane, image, { x: -1e4, y: 1e4 })).toEqual({ x: 1, y: 0, zoom: 1 });
    expect(pannedBy(WHOLE, pane, image, { x: 100, y: 50 })).toEqual({ x: 0.25, y: 0.25, zoom: 1 });
  });

  it('knows the pixel at a place, and none beside the image', () => {
    expect(pixelAt(image, { x: 0.999, y: 0.5 })).toEqual({ x: 39, y: 10 });
    expect(pixelAt(image, { x: 1, y: 0.5 })).toBeNull();
    expect(pixelAt(image, { x: 0.5, y: -0.001 })).toBeNull();
  });
});

describe('the original beside what the model sees', () => {
  const original = { width: 200, height: 100 };
  const model = { width: 64, height: 64 };

  it('reaches beyond it where the model sees a crop', () => {
    expect(originalPlace(original, model, 'cover')).toEqual({ x: -0.5, y: 0, width: 2, height: 1 });
  });

  it('leaves the model’s own border free where all of it fits in', () => {
    expect(originalPlace(original, model, 'contain')).toEqual({ x: 0, y: 0.25, width: 1, height: 0.5 });
  });

  it('is stretched as the model sees it', () => {
    expect(originalPlace(original, model, 'stretch')).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});

describe('several panes', () => {
  it('stand as shows the images larger', () => {
    expect(arrangementOf({ width: 1280, height: 600 }, { width: 28, height: 28 }, 3)).toBe('row');
    expect(arrangementOf({ width: 1280, height: 600 }, { width: 400, height: 50 }, 3)).toBe('column');
    expect(arrangementOf({ width: 390, height: 500 }, { width: 28, height: 28 }, 3)).toBe('column');
  });
});
