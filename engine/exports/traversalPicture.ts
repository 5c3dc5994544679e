import { canvasOf, cutText, drawImage, drawText, textWidth, type Canvas } from './drawText.ts';
import { GLYPH } from './pixelFont.ts';

const BACKGROUND = '#17181c';
const NAME_COLOUR = '#e6e6e6';
const VALUE_COLOUR = '#9a9ca5';
const MOST_CHARACTERS = 18;

/** Where the cells of a grid are, in pixels: cell (row, column) has its corner at (left + column·stepX, top + row·stepY). */
export interface GridPlaces {
  width: number;
  height: number;
  left: number;
  top: number;
  stepX: number;
  stepY: number;
  /** Pixels a pixel of a letter is wide. */
  scale: number;
}

export interface TraversalPictureParts {
  /** A row's name each. */
  names: readonly string[];
  /** What stands over a column each: '-3', '0'. */
  headings: readonly string[];
  /** Of one image, in pixels. */
  imageWidth: number;
  imageHeight: number;
}

/** Lays a grid out: a column of names, a line of headings, images a pixel or two apart. */
export function traversalPlaces({
  names,
  headings,
  imageWidth,
  imageHeight,
}: TraversalPictureParts): GridPlaces {
  const scale = Math.max(1, Math.round(imageHeight / 56));
  const gap = scale;
  const margin = 4 * scale;
  const longest = Math.max(...names.map((name) => textWidth(cutText(name, MOST_CHARACTERS), scale)));
  const left = margin + longest + margin;
  const hasHeadings = headings.every((heading) => textWidth(heading, scale) <= imageWidth);
  const top = hasHeadings ? margin + GLYPH.baseline * scale + margin : gap;
  const stepX = imageWidth + gap;
  // A row is never lower than its name.
  const stepY = Math.max(imageHeight, GLYPH.height * scale) + gap;
  return {
    width: left + headings.length * stepX,
    height: top + names.length * stepY,
    ...{ left, top, stepX, stepY, scale },
  };
}

/**
 * A grid of images, a row's name at the left of each, pixels of the images unchanged. Headings are left out where images are
 * narrower than they are.
 * @param images [rows · columns, H, W, 4] RGBA, row by row
 */
export function traversalPicture(images: Uint8Array, parts: TraversalPictureParts): Canvas {
  const { names, headings, imageWidth, imageHeight } = parts;
  const places = traversalPlaces(parts);
  const { left, top, stepX, stepY, scale } = places;
  const canvas = canvasOf(places.width, places.height, BACKGROUND);
  const imageBytes = imageWidth * imageHeight * 4;
  names.forEach((name, row) => {
    const text = cutText(name, MOST_CHARACTERS);
    drawText(canvas, text, {
      left: 4 * scale,
      top: top + row * stepY + ((imageHeight - GLYPH.baseline * scale) >> 1),
      scale,
      colour: NAME_COLOUR,
    });
    for (let column = 0; column < headings.length; column++) {
      const at = (row * headings.length + column) * imageBytes;
      drawImage(canvas, images.subarray(at, at + imageBytes), {
        left: left + column * stepX,
        top: top + row * stepY,
        imageWidth,
      });
    }
  });
  if (top > scale) {
    headings.forEach((heading, column) =>
      drawText(canvas, heading, {
        left: left + column * stepX + ((imageWidth - textWidth(heading, scale)) >> 1),
        top: 4 * scale,
        scale,
        colour: VALUE_COLOUR,
      }),
    );
  }
  return canvas;
}
