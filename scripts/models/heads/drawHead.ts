import { segmentDistance, type Point } from '../drawing/curves.ts';
import type { Random } from '../../../engine/random/Random.ts';
import {
  brainNorm,
  deepNuclei,
  midlineFurrows,
  smooth,
  surfaceFurrows,
  sylvianFissure,
  ventricles,
  type Ellipse,
  type Tube,
} from './headAnatomy.ts';
import type { HeadFactors } from './headFactors.ts';
import { lesionLight, type Lesion } from './lesion.ts';
import { valueNoise } from './valueNoise.ts';

export const HEAD_SIDE = 128;

/** Half-length of the brain in pixels, at the level of the basal ganglia. */
const BRAIN_HALF_LENGTH_PX = 49;

/** Brightness of tissues as a T1-weighted picture has them, 0..1. */
const TISSUE = {
  air: 0.01,
  scalp: 0.82,
  muscle: 0.4,
  bone: 0.06,
  marrow: 0.3,
  fluid: 0.1,
  grey: 0.46,
  white: 0.7,
};

const SIDES = [1, -1] as const;

/**
 * Draws one axial slice through a head, forehead up.
 * @param lesion drawn into the tissue, or null for a healthy head
 * @param random the noise of the receiver and the grain of the tissue
 * @returns [128, 128] uint8
 */
export function drawHead(head: HeadFactors, lesion: Lesion | null, random: Random): Uint8Array {
  const place = headPlacement(head);
  const cortexPx = 2.5 * head.cortexThickness;
  const furrows = SIDES.flatMap((side) => [...surfaceFurrows(head, side), ...sylvianFissure(head, side)]);
  // Signed distance in pixels to the nearest fluid between the folds, negative inside it; same for the ventricles.
  const foldDistance = tubeDistance([...furrows, ...midlineFurrows(head)], place, 5);
  const ventricleDistance = tubeDistance(
    SIDES.flatMap((side) => ventricles(head, side)),
    place,
    3,
  );
  const nuclei = SIDES.flatMap((side) => deepNuclei(head, side))
    .filter(({ presence }) => presence > 0.02)
    .map((nucleus) => ({ presence: nucleus.presence, inside: ellipseInside(nucleus) }));
  const grain = valueNoise(random, HEAD_SIDE, 9);
  const white = TISSUE.white * (0.5 + 0.5 * head.contrast);
  const grey = TISSUE.grey * (1.5 - 0.5 * head.contrast);
  const scalpPx = 2.9 * head.scalpThickness;
  const skullPx = 3.5 * head.skullThickness;
  const pixels = new Uint8Array(HEAD_SIDE * HEAD_SIDE);
  for (let row = 0; row < HEAD_SIDE; row++) {
    for (let column = 0; column < HEAD_SIDE; column++) {
      const index = row * HEAD_SIDE + column;
      const [x, y] = place.toBrain(column + 0.5, row + 0.5);
      const norm = brainNorm(x, y);
      // Along the ray from the middle; for shapes this near to an ellipse that is distance enough.
      const outsidePx = norm === 0 ? -99 : Math.hypot(x, y) * (1 - 1 / norm) * place.scalePx;
      let light: number;
      if (outsidePx > 0.5) light = coverings(outsidePx, skullPx, scalpPx, y);
      else {
        const cortexDepth = Math.min(-outsidePx - 0.6, foldDistance[index] ?? 99);
        light = white + 0.05 * (grain[index] ?? 0);
        light += (grey - light) * (1 - smooth(cortexPx - 1, cortexPx + 1, cortexDepth));
        for (const nucleus of nuclei) {
          light += (grey * 1.08 - light) * nucleus.presence * smooth(-0.12, 0.14, nucleus.inside(x, y));
        }
        light += (TISSUE.fluid - light) * (1 - smooth(-0.7, 0.7, cortexDepth));
        light += (TISSUE.fluid - light) * (1 - smooth(-0.7, 0.7, ventricleDistance[index] ?? 99));
        if (lesion) light = lesionLight(light, lesion, column + 0.5, row + 0.5);
      }
      const u = (column + 0.5) / HEAD_SIDE - 0.5;
      const v = (row + 0.5) / HEAD_SIDE - 0.5;
      const bias = 1 + 2 * (head.biasX * u + head.biasY * v) + 0.25 * (u * u + v * v);
      pixels[index] = receive(light * bias, head.noise, random);
    }
  }
  return pixels;
}

/** Fluid, bone with marrow in its middle, scalp with its bright fat, air: by the distance from the brain's surface. */
function coverings(outsidePx: number, skullPx: number, scalpPx: number, y: number): number {
  const fluidEnd = 1.2;
  const boneEnd = fluidEnd + skullPx;
  const scalpEnd = boneEnd + scalpPx;
  let light = TISSUE.fluid + (TISSUE.bone - TISSUE.fluid) * smooth(fluidEnd - 0.6, fluidEnd + 0.6, outsidePx);
  const marrow = 1 - Math.abs(outsidePx - (fluidEnd + skullPx / 2)) / (skullPx * 0.28);
  light += (TISSUE.marrow - light) * Math.max(0, Math.min(1, marrow)) * 0.8;
  // The scalp is fattest at the back, and its inner part (muscle and fascia) is darker than the fat.
  const fat =
    TISSUE.scalp +
    (TISSUE.muscle - TISSUE.scalp) * (1 - smooth(0, scalpPx * 0.7, outsidePx - boneEnd)) * (0.6 - 0.25 * y);
  light += (fat - light) * smooth(boneEnd - 0.7, boneEnd + 0.7, outsidePx);
  light += (TISSUE.air - light) * smooth(scalpEnd - 0.8, scalpEnd + 0.8, outsidePx);
  return light;
}

/** A magnitude picture: noise in two channels makes the background faintly bright (Rician noise). */
function receive(light: number, noise: number, random: Random): number {
  const inPhase = light + random.cutNormal(0, noise);
  const quadrature = random.cutNormal(0, noise);
  return Math.max(0, Math.min(255, Math.round(255 * Math.hypot(inPhase, quadrature))));
}

export interface HeadPlacement {
  /** Pixels per unit of brain space (its half-length). */
  scalePx: number;
  toBrain(xPx: number, yPx: number): Point;
  toPixels(point: Point): Point;
}

/** How brain space lies in the picture: size by slice height, turn, shift, and the fuller side. */
export function headPlacement(head: HeadFactors): HeadPlacement {
  const angle = (head.rotationDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // Towards the top the head closes like a dome.
  const dome = Math.sqrt(1 - 0.42 * head.sliceHeight * head.sliceHeight);
  const scaleY = BRAIN_HALF_LENGTH_PX * dome * head.headLength;
  const scaleX = BRAIN_HALF_LENGTH_PX * dome * head.headWidth;
  const [centreX, centreY] = [HEAD_SIDE / 2 + head.shiftXPx, HEAD_SIDE / 2 + head.shiftYPx];
  return {
    scalePx: scaleY,
    toBrain: (xPx, yPx) => {
      const [dx, dy] = [xPx - centreX, yPx - centreY];
      const x = (dx * cos + dy * sin) / scaleX;
      return [x * (1 - Math.sign(x) * head.asymmetry), (-dx * sin + dy * cos) / scaleY];
    },
    toPixels: ([x, y]) => {
      const bx = (x / (1 - Math.sign(x) * head.asymmetry)) * scaleX;
      const by = y * scaleY;
      return [centreX + bx * cos - by * sin, centreY + bx * sin + by * cos];
    },
  };
}

/** Signed distance in pixels from every pixel to the nearest tube, right up to `reachPx`, 99 farther away. */
function tubeDistance(tubes: readonly Tube[], place: HeadPlacement, reachPx: number): Float32Array {
  const distance = new Float32Array(HEAD_SIDE * HEAD_SIDE).fill(99);
  for (const tube of tubes) {
    const path = tube.path.map((point) => place.toPixels(point));
    for (let i = 0; i + 1 < path.length; i++) {
      const [a, b] = [path[i] as Point, path[i + 1] as Point];
      const ra = (tube.radius[i] ?? 0) * place.scalePx;
      const rb = (tube.radius[i + 1] ?? 0) * place.scalePx;
      const reach = reachPx + Math.max(ra, rb);
      const top = Math.max(0, Math.floor(Math.min(a[1], b[1]) - reach));
      const bottom = Math.min(HEAD_SIDE - 1, Math.ceil(Math.max(a[1], b[1]) + reach));
      const left = Math.max(0, Math.floor(Math.min(a[0], b[0]) - reach));
      const right = Math.min(HEAD_SIDE - 1, Math.ceil(Math.max(a[0], b[0]) + reach));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const { squared, along } = segmentDistance(column + 0.5, row + 0.5, a, b);
          const signed = Math.sqrt(squared) - (ra + (rb - ra) * along);
          const index = row * HEAD_SIDE + column;
          if (signed < (distance[index] ?? 99)) distance[index] = signed;
        }
      }
    }
  }
  return distance;
}

/** A function that is 1 in the middle of the ellipse, 0 on its edge, negative outside. */
function ellipseInside({ centre, radius, angleRad }: Ellipse): (x: number, y: number) => number {
  const [cos, sin] = [Math.cos(angleRad), Math.sin(angleRad)];
  return (x, y) => {
    const [dx, dy] = [x - centre[0], y - centre[1]];
    return 1 - Math.hypot((dx * cos + dy * sin) / radius[0], (-dx * sin + dy * cos) / radius[1]);
  };
}
