import type { Area } from '../../scene/sceneTypes.ts';
import type { PictureSize } from './pictureSize.ts';

/** Where scene and legend lie in a picture. */
export interface SceneFit {
  /** Pixels of the picture per CSS pixel of the window. */
  readonly scale: number;
  /** What the scene takes of the picture, from its top left corner; the legend has the rest, at the right. */
  readonly scene: PictureSize;
  /** What of the canvas is shown there, CSS pixels. */
  readonly shown: Area;
}

/**
 * As large as it goes with all that panels leave free of the canvas, and the legend beside it; a picture of another shape
 * shows more of the scene on two sides.
 * @param free CSS pixels of the canvas
 * @param legendWidth CSS pixels, 0 for none
 */
export function fitScene(size: PictureSize, free: Area, legendWidth: number): SceneFit {
  const scale = Math.min(size.width / (free.width + legendWidth), size.height / free.height);
  const scene = { width: size.width - Math.round(legendWidth * scale), height: size.height };
  const shown = { width: scene.width / scale, height: scene.height / scale };
  return {
    scale,
    scene,
    shown: {
      x: free.x + (free.width - shown.width) / 2,
      y: free.y + (free.height - shown.height) / 2,
      ...shown,
    },
  };
}

/** A picture of this width in the shape of what is seen. */
export function sizeAsSeen(free: Area, legendWidth: number, width: number): PictureSize {
  return { width, height: Math.round((width * free.height) / (free.width + legendWidth)) };
}
