import type { ImageFit } from '../../../protocol/model.ts';

/** A part of the paper, in its pixels; beyond its edges where a picture is cut. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a picture lies on the paper, fitted as images from files are. */
export function placePicture(
  picture: { width: number; height: number },
  paper: { width: number; height: number },
  fit: ImageFit,
): Place {
  if (fit === 'stretch') return { x: 0, y: 0, width: paper.width, height: paper.height };
  const ratios = [paper.width / picture.width, paper.height / picture.height];
  const scale = fit === 'cover' ? Math.max(...ratios) : Math.min(...ratios);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: (paper.width - width) / 2, y: (paper.height - height) / 2, width, height };
}
