import type { PointRef } from '../../protocol/document.ts';
import type { OrderKey } from '../connection/fetchOrder.ts';

/** What images are put in order by. */
export type OrderBy =
  | { readonly kind: 'name' }
  | { readonly kind: 'column'; readonly name: string }
  /** In z, from the origin. */
  | { readonly kind: 'distance' };

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

/** The same order, if not of the same moment or in the same direction. */
export function isSameOrder(a: OrderQuestion, b: OrderQuestion): boolean {
  const columnOf = (by: OrderBy) => (by.kind === 'column' ? by.name : '');
  return (
    a.collectionId === b.collectionId &&
    a.by.kind === b.by.kind &&
    columnOf(a.by) === columnOf(b.by) &&
    a.origin === b.origin
  );
}

export function keyOf({ by, origin }: OrderQuestion): OrderKey {
  if (origin) return { z: origin.z };
  return { column: by.kind === 'column' ? by.name : null };
}
