/** Points that a smoothed route has between its ends. */
export const ROUTE_POINTS = 31;

/**
 * A route from point to point as a smooth curve with the same ends: spaced evenly along its length, then rounded by repeated
 * means over (¼, ½, ¼), as often as rounds a corner over about a quarter of a hop, and spaced evenly again.
 * @param route [M][D], both ends included, M ≥ 2
 * @returns [ROUTE_POINTS][D], the points between
 */
export function smoothRoute(route: readonly ArrayLike<number>[]): number[][] {
  const hops = route.length - 1;
  let points = evenlySpaced(route, ROUTE_POINTS + 2);
  const rounds = hops === 1 ? 0 : Math.max(1, Math.round(2 * ((ROUTE_POINTS + 1) / (4 * hops)) ** 2));
  for (let round = 0; round < rounds; round++) {
    points = points.map((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (!before || !after) return point;
      return point.map((value, d) => 0.25 * before[d]! + 0.5 * value + 0.25 * after[d]!);
    });
  }
  return evenlySpaced(points, ROUTE_POINTS + 2).slice(1, -1);
}

/** @returns [count][D] points on the line through the given ones, as far from one another along it, both ends included */
export function evenlySpaced(line: readonly ArrayLike<number>[], count: number): number[][] {
  const along = new Float64Array(line.length);
  for (let i = 1; i < line.length; i++) along[i] = along[i - 1]! + distance(line[i - 1]!, line[i]!);
  const total = along[line.length - 1]!;
  let at = 0;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (total * i) / (count - 1);
    while (at < line.length - 2 && along[at + 1]! < wanted) at += 1;
    const [from, to] = [line[at]!, line[at + 1]!];
    const length = along[at + 1]! - along[at]!;
    const u = length > 0 ? Math.min(1, (wanted - along[at]!) / length) : 0;
    return Array.from({ length: from.length }, (__, d) => from[d]! + u * (to[d]! - from[d]!));
  });
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squared = 0;
  for (let d = 0; d < a.length; d++) squared += (a[d]! - b[d]!) ** 2;
  return Math.sqrt(squared);
}
