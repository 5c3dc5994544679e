import { segmentDistance, type Polyline } from './curves.ts';

/** A line drawn by a pen: its path in pixels and the pen's half-width in pixels at each point. */
export interface Stroke {
  path: Polyline;
  radius: readonly number[];
}

/**
 * Draws white strokes on black with a soft round pen: the light falls off over `softnessPx` around the pen's edge, which
 * is also the anti-aliasing. Strokes that cross do not add up.
 * @returns [height, width] uint8
 */
export function drawStrokes(
  strokes: readonly Stroke[],
  width: number,
  height: number,
  softnessPx = 1.1,
): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.path.length; i++) {
      const a = stroke.path[i];
      const b = stroke.path[i + 1];
      if (!a || !b) continue;
      const ra = stroke.radius[i] ?? 0;
      const rb = stroke.radius[i + 1] ?? ra;
      const reach = Math.max(ra, rb) + softnessPx;
      const left = Math.max(0, Math.floor(Math.min(a[0], b[0]) - reach - 0.5));
      const right = Math.min(width - 1, Math.ceil(Math.max(a[0], b[0]) + reach - 0.5));
      const top = Math.max(0, Math.floor(Math.min(a[1], b[1]) - reach - 0.5));
      const bottom = Math.min(height - 1, Math.ceil(Math.max(a[1], b[1]) + reach - 0.5));
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const { squared, along } = segmentDistance(x + 0.5, y + 0.5, a, b);
          const inside = (ra + (rb - ra) * along - Math.sqrt(squared)) / softnessPx + 0.5;
          const share = Math.min(1, Math.max(0, inside));
          // Smoothstep: ink has no hard shoulder.
          const value = Math.round(255 * share * share * (3 - 2 * share));
          const index = y * width + x;
          if (value > (pixels[index] ?? 0)) pixels[index] = value;
        }
      }
    }
  }
  return pixels;
}
