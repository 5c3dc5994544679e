import type { DocumentPoint, PointOrigin } from '../../protocol/document.ts';
import type { DecodedImage } from './DecodedImage.ts';

/** A decoded point as it is shown: a z a person chose, and what the decoder draws there. Never changed in place. */
export interface DecodedPoint {
  readonly id: string;
  readonly name: string;
  /** [D] float32 */
  readonly z: Float32Array;
  readonly origin: PointOrigin;
  /** The newest that the decoder has drawn for it; while a hand moves the point, one for a z it had a moment ago. */
  readonly image: DecodedImage | null;
}

/** Vectors of points in documents: their numbers are float32 values already. */
const vectors = new WeakMap<DocumentPoint, Float32Array>();

/** z of a document's point, made once for each. */
export function latentOf(point: DocumentPoint): Float32Array {
  const known = vectors.get(point);
  if (known) return known;
  const z = Float32Array.from(point.z);
  vectors.set(point, z);
  return z;
}

/** ‖z − z₀‖₂, how far the point is from where it started. */
export function distanceFromOrigin({ z, origin }: Pick<DecodedPoint, 'z' | 'origin'>): number {
  return latentDistance(z, origin.z);
}

export function latentDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += ((a[d] ?? 0) - (b[d] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

export function sameLatent(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}
