import type { DecodedImage } from './DecodedImage.ts';

/** Where a probe started: an image of the collection, another probe, or the middle of the data. */
export type ProbeOrigin =
  | { readonly kind: 'image'; readonly index: number; readonly name: string; readonly z: Float32Array }
  | { readonly kind: 'probe'; readonly name: string; readonly z: Float32Array }
  | { readonly kind: 'mean'; readonly name: string; readonly z: Float32Array };

/** A decoded point: a z a person chose, and what the decoder draws there. Never changed in place. */
export interface Probe {
  readonly id: string;
  readonly name: string;
  /** [D] float32 */
  readonly z: Float32Array;
  readonly origin: ProbeOrigin;
  /** null until the decoder has answered for this z. */
  readonly image: DecodedImage | null;
}

/** ‖z − z₀‖₂, how far the probe is from where it started. */
export function distanceFromOrigin(probe: Probe): number {
  return latentDistance(probe.z, probe.origin.z);
}

export function latentDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += ((a[d] ?? 0) - (b[d] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
