import type { Random } from '../../../engine/random/Random.ts';
import { headPlacement } from './drawHead.ts';
import { brainNorm, smooth } from './headAnatomy.ts';
import type { HeadFactors } from './headFactors.ts';

export const LESION_KINDS = ['bright', 'dark', 'ring'] as const;
export type LesionKind = (typeof LESION_KINDS)[number];

/** Something that does not belong: its place and size are in pixels of the picture. */
export interface Lesion {
  kind: LesionKind;
  xPx: number;
  yPx: number;
  /** Mean radius, without the faint halo around it. */
  radiusPx: number;
  /** How far the outline departs from a circle, as amplitudes of its second and third harmonics, and their phases. */
  outline: readonly [second: number, third: number, secondPhase: number, thirdPhase: number];
}

/** Places a lesion so that all of it lies inside the brain. */
export function drawLesion(head: HeadFactors, kind: LesionKind, random: Random): Lesion {
  const place = headPlacement(head);
  const radiusPx = random.uniform(3.5, 9);
  for (;;) {
    const x = random.uniform(-0.85, 0.85);
    const y = random.uniform(-0.9, 0.9);
    // Not across the midline, and with the halo clear of the skull.
    if (brainNorm(x, y) > 0.92 - (1.25 * radiusPx) / place.scalePx) continue;
    if (Math.abs(x) * place.scalePx < radiusPx * 0.8) continue;
    const [xPx, yPx] = place.toPixels([x, y]);
    const phase = (): number => random.uniform(0, 2 * Math.PI);
    return {
      kind,
      xPx,
      yPx,
      radiusPx,
      outline: [random.uniform(0, 0.14), random.uniform(0, 0.1), phase(), phase()],
    };
  }
}

/** The light of a brain pixel with the lesion over it: a bright or dark spot, or a dark core with a bright rim. */
export function lesionLight(light: number, lesion: Lesion, xPx: number, yPx: number): number {
  const [dx, dy] = [xPx - lesion.xPx, yPx - lesion.yPx];
  const distance = Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx);
  const [second, third, secondPhase, thirdPhase] = lesion.outline;
  const wave = second * Math.cos(2 * angle + secondPhase) + third * Math.cos(3 * angle + thirdPhase);
  const edge = lesion.radiusPx * (1 + wave);
  if (distance > edge * 1.7) return light;
  // Swelling around it: fluid in the white matter darkens it a little.
  const halo = light - 0.13 * (1 - smooth(edge, edge * 1.7, distance));
  const inside = 1 - smooth(edge - 1, edge + 1, distance);
  if (lesion.kind === 'bright') return halo + (0.97 - halo) * inside;
  if (lesion.kind === 'dark') return halo + (0.2 - halo) * inside;
  const rim = Math.max(1.6, 0.24 * lesion.radiusPx);
  const core = 1 - smooth(edge - rim - 0.8, edge - rim + 0.8, distance);
  const ring = halo + (0.97 - halo) * inside;
  return ring + (0.22 - ring) * core;
}
