/** How large points are drawn. The vertex shader and picking both follow it; lengths in CSS pixels unless said. */
export interface CardSizing {
  /** Side of a card in projection units, thumbnail scale included. */
  cardSize: number;
  minPx: number;
  maxPx: number;
  /** Pixels per projection unit at depth 1: half the canvas's height / tan(fov / 2). */
  focalPx: number;
  /** Cards shrink to nothing between 2 · nearDepth and nearDepth, so that none pops at the near plane. */
  nearDepth: number;
  /** Below dotPx a card is a round dot, above squarePx a square image, a rounded one in between. */
  dotPx: number;
  squarePx: number;
}

/** Thumbnails shrink smoothly into dots between these sides. */
export const DOT_PX = 9;
export const SQUARE_PX = 17;

/** Side of a card at this view depth (clip w), in CSS pixels; 0 when it is too near or behind the camera. */
export function cardSidePx(sizing: CardSizing, depth: number): number {
  if (!(depth > sizing.nearDepth)) return 0;
  const side = Math.min(sizing.maxPx, Math.max(sizing.minPx, (sizing.cardSize * sizing.focalPx) / depth));
  const t = Math.min(1, Math.max(0, (depth - sizing.nearDepth) / sizing.nearDepth));
  return side * t * t * (3 - 2 * t);
}

/** Corner radius as a share of half the side: 1 is a circle, 0 a square. */
export function cardRounding(sizing: CardSizing, sidePx: number): number {
  const t = Math.min(1, Math.max(0, (sidePx - sizing.dotPx) / (sizing.squarePx - sizing.dotPx)));
  return 1 - t * t * (3 - 2 * t);
}

/** Whether (dx, dy) from the centre lies on the card, rounded corners left out; `ringPx` counts a ring around it too. */
export function coversPx(sizing: CardSizing, sidePx: number, dx: number, dy: number, ringPx = 0): boolean {
  const half = sidePx / 2;
  const radius = half * cardRounding(sizing, sidePx);
  const x = Math.abs(dx) - (half - radius);
  const y = Math.abs(dy) - (half - radius);
  // Signed distance to a rounded square (negative inside), as in the fragment shader.
  const outside = x > 0 && y > 0 ? Math.sqrt(x * x + y * y) : Math.max(x, y);
  return outside - radius <= ringPx;
}

/**
 * Width of the ring around a selected or marked card of this side, CSS pixels: seen around dots without hiding their colour,
 * thin around images. Around images its last pixel is of the room's colour, so that rings of neighbours stay apart.
 */
export function stateRingPx(sidePx: number, selected: boolean): number {
  return selected ? Math.min(3, Math.max(1, sidePx * 0.1)) : Math.min(2.5, Math.max(1, sidePx * 0.07));
}
/** The widest that stateRingPx gives. */
export const STATE_RING_MOST_PX = 3;

/** As coversPx, with the ring of a selected or marked card, which has square corners around an image. */
export function coversRingedPx(
  sizing: CardSizing,
  sidePx: number,
  dx: number,
  dy: number,
  selected: boolean,
): boolean {
  const ringPx = stateRingPx(sidePx, selected);
  if (sidePx >= sizing.squarePx) return Math.max(Math.abs(dx), Math.abs(dy)) <= sidePx / 2 + ringPx;
  return coversPx(sizing, sidePx, dx, dy, ringPx);
}

/**
 * Side of a card in projection units for `count` points within `radius`: near the mean distance between neighbours, so
 * that few are large; from some thousands on so that all together would cover the same share of the screen.
 */
export function naturalCardSize(count: number, radius: number): number {
  const n = Math.max(1, count);
  return radius * Math.min(0.24, 1.2 / Math.cbrt(n), 4.75 / Math.sqrt(n));
}

/** GLSL of cardSidePx, cardRounding and stateRingPx; the uniforms carry the same names. */
export const CARD_SIZE_GLSL = /* glsl */ `
uniform float cardSize, minPx, maxPx, focalPx, nearDepth, dotPx, squarePx;
float cardSidePx(float depth) {
  if (!(depth > nearDepth)) return 0.0;
  float side = clamp(cardSize * focalPx / depth, minPx, maxPx);
  return side * smoothstep(nearDepth, 2.0 * nearDepth, depth);
}
float cardRounding(float sidePx) { return 1.0 - smoothstep(dotPx, squarePx, sidePx); }
float stateRingPx(float sidePx, bool selected) {
  return selected ? clamp(sidePx * 0.1, 1.0, 3.0) : clamp(sidePx * 0.07, 1.0, 2.5);
}
`;
