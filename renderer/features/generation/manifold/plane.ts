/** A plane of z: z = centre + u · across + v · up. */
export interface Plane {
  /** [D] */
  readonly centre: Float32Array;
  /** [D], one standard deviation of the data long, or what stands for it. */
  readonly across: Float32Array;
  readonly up: Float32Array;
}

/** Writes the z at a place, in units of the plane's axes, into out [D]. */
export function latentAt({ centre, across, up }: Plane, u: number, v: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = centre[i]! + u * across[i]! + v * up[i]!;
}

/** Points nearer to one line than this share of their distance span no plane that one could tell from another. */
const LEAST_SHARE = 1e-4;
/** The three stand so far from the middle, in units of the axes. */
const REACH = 1.5;

/**
 * The plane through three z, its middle their mean, its first axis from the first to the second; null where they lie on a line.
 */
export function planeThrough(a: Float32Array, b: Float32Array, c: Float32Array): Plane | null {
  const centre = a.map((value, i) => (value + b[i]! + c[i]!) / 3);
  const ab = b.map((value, i) => value - a[i]!);
  const ac = c.map((value, i) => value - a[i]!);
  const length = norm(ab);
  if (!(length > 0)) return null;
  const along = ab.map((value) => value / length);
  const share = ac.reduce((sum, value, i) => sum + value * along[i]!, 0);
  const across = ac.map((value, i) => value - share * along[i]!);
  const height = norm(across);
  if (!(height > LEAST_SHARE * Math.max(length, norm(ac)))) return null;
  const farthest = Math.max(...[a, b, c].map((z) => norm(z.map((value, i) => value - centre[i]!))));
  const unit = farthest / REACH;
  return {
    centre,
    across: along.map((value) => value * unit),
    up: across.map((value) => (value / height) * unit),
  };
}

const norm = (z: Float32Array): number => Math.hypot(...z);
