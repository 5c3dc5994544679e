import { charactersOf, GLYPH, glyphOf } from './pixelFont.ts';

/** A picture to draw into. */
export interface Canvas {
  /** [H,W,4] RGBA */
  rgba: Uint8Array;
  width: number;
  height: number;
}

/** A new picture of one colour. @param colour '#rrggbb' */
export function canvasOf(width: number, height: number, colour: string): Canvas {
  const canvas = { rgba: new Uint8Array(width * height * 4), width, height };
  const pixels = new Uint32Array(canvas.rgba.buffer);
  pixels.fill(packed(colour));
  return canvas;
}

/** Pixels that a text is wide, at a scale; the space after its last letter is not counted. */
export const textWidth = (text: string, scale: number): number =>
  Math.max(0, charactersOf(text).length * (GLYPH.width + 1) - 1) * scale;

/** A text cut to a number of characters, an ellipsis for what is left out. */
export function cutText(text: string, most: number): string {
  const characters = charactersOf(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/**
 * Draws a text, its upper left corner at (left, top); what lies outside the picture is left out.
 * @param scale pixels a pixel of a letter is wide, whole
 */
export function drawText(
  { rgba, width, height }: Canvas,
  text: string,
  { left, top, scale, colour }: { left: number; top: number; scale: number; colour: string },
): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const value = packed(colour);
  charactersOf(text).forEach((character, at) => {
    glyphOf(character)?.forEach((row, y) => {
      for (let x = 0; x < GLYPH.width; x++) {
        if (row[x] !== '#') continue;
        const from = left + (at * (GLYPH.width + 1) + x) * scale;
        for (let dy = 0; dy < scale; dy++) {
          for (let dx = 0; dx < scale; dx++) {
            const [px, py] = [from + dx, top + y * scale + dy];
            if (px >= 0 && px < width && py >= 0 && py < height) pixels[py * width + px] = value;
          }
        }
      }
    });
  });
}

/** Copies an image [h,w,4] RGBA into a picture, whole. */
export function drawImage(
  { rgba, width }: Canvas,
  image: Uint8Array,
  { left, top, imageWidth }: { left: number; top: number; imageWidth: number },
): void {
  const lineBytes = imageWidth * 4;
  for (let y = 0; y * lineBytes < image.length; y++) {
    rgba.set(image.subarray(y * lineBytes, (y + 1) * lineBytes), ((top + y) * width + left) * 4);
  }
}

/** '#rrggbb' as a pixel of RGBA bytes; all machines that Node runs on are little-endian. */
function packed(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return (0xff000000 | (b! << 16) | (g! << 8) | r!) >>> 0;
}
