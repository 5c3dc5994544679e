import type { PointRef } from '../../protocol/document.ts';
import type { DistanceMetric } from '../../protocol/wire.ts';
import type { OrderKey } from '../connection/fetchOrder.ts';

/** What images are put in order by. */
export type OrderBy =
  | { readonly kind: 'name' }
  | { readonly kind: 'column'; readonly name: string }
  /** In z, from the origin; 'cosine': by the angle alone. */
  | { readonly kind: 'distance'; readonly metric: DistanceMetric };

/** Where distances are measured from, as it was when it was chosen. */
export interface DistanceOrigin {
  readonly point: PointRef;
  /** [D] float32 */
  readonly z: Float32Array;
}

/** An order that is wanted of the open collection. */
export interface OrderQuestion {
  readonly collectionId: string;
  readonly by: OrderBy;
  readonly origin: DistanceOrigin | null;
  readonly isDescending: boolean;
  /** Changes with what the answer depends on. */
  readonly of: string;
}

/** What of an order by distance or by a column tells it from another such order. */
export function detailOf(by: OrderBy): string {
  if (by.kind === 'column') return by.name;
  return by.kind === 'distance' ? by.metric : '';
}

/** The same order, if not of the same moment or in the same direction. */
export function isSameOrder(a: OrderQuestion, b: OrderQuestion): boolean {
  return (
    a.collectionId === b.collectionId &&
    a.by.kind === b.by.kind &&
    detailOf(a.by) === detailOf(b.by) &&
    a.origin === b.origin
  );
}

export function keyOf({ by, origin }: OrderQuestion): OrderKey {
  if (origin && by.kind === 'distance') return { z: origin.z, metric: by.metric };
  return { column: by.kind === 'column' ? by.name : null };
}
