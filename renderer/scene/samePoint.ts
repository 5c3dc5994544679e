import type { PointRef } from './sceneTypes.ts';

export function samePoint(a: PointRef | null, b: PointRef | null): boolean {
  if (a === null || b === null) return a === b;
  return a.kind === 'image' ? b.kind === 'image' && a.index === b.index : b.kind === 'probe' && a.id === b.id;
}
