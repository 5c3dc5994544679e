import { describe, expect, test } from 'vitest';
import type { LatentPath } from '../../../protocol/latentPath.ts';
import { normalValues, Random } from '../../random/Random.ts';
import { NearestNeighbors } from '../../projections/neighbors/NearestNeighbors.ts';
import type { NeighborGraph } from '../../projections/neighbors/NeighborGraph.ts';
import { dataRoutes } from './dataRoutes.ts';
import { evenSpeed } from './evenSpeed.ts';
import { imageGeodesic } from './imageGeodesic.ts';
import type { ImageSpace } from './ImageSpace.ts';
import { joinComponents } from './joinComponents.ts';
import { pointGraph, type PointGraph } from './PointGraph.ts';
import { shortestPath } from './shortestPath.ts';
import { evenlySpaced, ROUTE_POINTS, smoothRoute } from './smoothRoute.ts';
import { solveBlockTridiagonal } from './solveBlockTridiagonal.ts';
import { withVias } from './withVias.ts';

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (value, d) => value - b[d]!));
const lengthOf = (line: readonly ArrayLike<number>[]) =>
  line.slice(1).reduce((sum, point, i) => sum + distance(line[i]!, point), 0);

/** Of each point the k nearest others. */
async function neighborsOf(z: Float32Array, D: number, k: number): Promise<NeighborGraph> {
  const search = await NearestNeighbors.create(z, z.length / D, D);
  return search.ofAll(k).finally(() => search.dispose());
}

/** All shortest lengths, by Floyd and Warshall. */
function allLengths({ count, offsets, targets, lengths }: PointGraph): Float64Array {
  const all = new Float64Array(count * count).fill(Infinity);
  for (let i = 0; i < count; i++) {
    all[i * count + i] = 0;
    for (let edge = offsets[i]!; edge < offsets[i + 1]!; edge++) {
      const at = i * count + targets[edge]!;
      all[at] = Math.min(all[at]!, lengths[edge]!);
    }
  }
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const through = all[i * count + k]! + all[k * count + j]!;
        if (through < all[i * count + j]!) all[i * count + j] = through;
      }
    }
  }
  return all;
}

describe('the shortest way in a graph', () => {
  test.each([2, 3, 6])('is as long as Floyd and Warshall say, with %d neighbours', async (k) => {
    const [count, D] = [50, 3];
    const z = normalValues(count * D, 'graph', k);
    const graph = pointGraph(await neighborsOf(z, D, k));
    const all = allLengths(graph);
    const random = new Random('pairs', k);
    let found = 0;
    for (let i = 0; i < 200; i++) {
      const [from, to] = [random.below(count), random.below(count)];
      const way = shortestPath(graph, from, to);
      const wanted = all[from * count + to]!;
      if (way === null) {
        expect(wanted).toBe(Infinity);
        continue;
      }
      found += 1;
      expect([way[0], way.at(-1)]).toEqual([from, to]);
      const points = Array.from(way, (point) => z.subarray(point * D, (point + 1) * D));
      expect(lengthOf(points)).toBeCloseTo(wanted, 5);
    }
    expect(found).toBeGreaterThan(20);
  });

  test('parts that no edge joins are joined by their nearest pair, and only those that matter', async () => {
    // Two groups on a line, and a third far away.
    const z = Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13, 100, 101, 102, 103);
    const neighbors = await neighborsOf(z, 1, 2);
    expect(shortestPath(pointGraph(neighbors), 0, 7)).toBeNull();
    expect(joinComponents(neighbors, z, 1, [0, 3])).toEqual([]);
    const bridges = joinComponents(neighbors, z, 1, [0, 7]);
    expect(bridges).toEqual([{ from: 3, to: 4, length: 7 }]);
    const way = shortestPath(pointGraph(neighbors, bridges), 0, 7);
    expect(Array.from(way ?? [])).toContain(4);
    expect(joinComponents(neighbors, z, 1, [0, 11])).toHaveLength(2);
  });
});

describe('routes along the data', () => {
  /** Images on three quarters of a ring: the straight way between its ends leads through nothing. */
  const ring = Float32Array.from({ length: 400 }, (_, i) => {
    const angleRad = ((i >> 1) / 200) * 1.5 * Math.PI;
    return i % 2 === 0 ? Math.cos(angleRad) : Math.sin(angleRad);
  });

  test('go around where the data goes around, evenly', async () => {
    const { vias, bridged } = await dataRoutes(ring, [[1, 0], [0, -1]], [[0, 1]]); // prettier-ignore
    expect(bridged).toBe(0);
    const [via] = vias;
    expect(via).toHaveLength(ROUTE_POINTS);
    for (const point of via!) expect(Math.abs(Math.hypot(...point) - 1)).toBeLessThan(0.02);
    const line = [[1, 0], ...via!, [0, -1]];
    expect(lengthOf(line)).toBeCloseTo(1.5 * Math.PI, 1);
    const steps = line.slice(1).map((point, i) => distance(line[i]!, point));
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.05);
  });

  test('say how many gaps they lead over, and are given up when cancelled', async () => {
    const apart = Float32Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 50) + (i % 30) * 0.1);
    expect((await dataRoutes(apart, [[0], [52]], [[0, 1]])).bridged).toBe(1);
    const signal = AbortSignal.abort();
    await expect(dataRoutes(apart, [[0], [52]], [[0, 1]], { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('smoothing keeps the ends and rounds the corners', () => {
    const via = smoothRoute([[0, 0], [1, 0], [1, 1]]); // prettier-ignore
    const line = [[0, 0], ...via, [1, 1]];
    expect(lengthOf(line)).toBeLessThan(1.99);
    expect(lengthOf(line)).toBeGreaterThan(Math.SQRT2);
    const turns = line.slice(1, -1).map((point, i) => {
      const [a, b] = [line[i]!, line[i + 2]!];
      const [u, w] = [point.map((value, d) => value - a[d]!), b.map((value, d) => value - point[d]!)];
      return Math.acos(Math.min(1, (u[0]! * w[0]! + u[1]! * w[1]!) / (Math.hypot(...u) * Math.hypot(...w))));
    });
    expect(Math.max(...turns)).toBeLessThan(0.5);
    expect(evenlySpaced([[0], [3]], 4)).toEqual([[0], [1], [2], [3]]);
  });
});

test('a block tridiagonal system is solved', () => {
  const [count, side] = [4, 3];
  const size = count * side;
  // JᵀJ of random rows that each touch two neighbouring blocks is such a system.
  const whole = new Float64Array(size * size);
  const random = new Random('blocks');
  for (let row = 0; row < 40; row++) {
    const block = random.below(count - 1);
    const values = Array.from({ length: 2 * side }, () => random.normal());
    values.forEach((a, i) =>
      values.forEach((b, j) => (whole[(block * side + i) * size + block * side + j]! += a * b)),
    );
  }
  const wanted = Float64Array.from({ length: size }, () => random.normal());
  const right = wanted.map((_, i) => wanted.reduce((sum, x, j) => sum + whole[i * size + j]! * x, 0));
  const blockOf = (r: number, c: number) =>
    Array.from({ length: side * side }, (_, at) => {
      const [i, j] = [Math.floor(at / side), at % side];
      return whole[(r * side + i) * size + c * side + j]!;
    });
  const diagonal = Float64Array.from(Array.from({ length: count }, (_, i) => blockOf(i, i)).flat());
  const upper = Float64Array.from(Array.from({ length: count - 1 }, (_, i) => blockOf(i, i + 1)).flat());
  const solved = solveBlockTridiagonal({ count, side, diagonal, upper, right }, 1e-12);
  solved.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-6));
});

/** A decoder in plain code, its values rounded to bytes as a real one's are. */
function synthetic(size: number, draw: (x: number, y: number) => number[], rounds = true): ImageSpace {
  return {
    latentSize: 2,
    size,
    draw: async (z) => {
      const values = new Float32Array((z.length / 2) * size);
      for (let i = 0; i < z.length / 2; i++) {
        const image = draw(z[i * 2]!, z[i * 2 + 1]!);
        values.set(rounds ? image.map((value) => Math.round(value * 255) / 255) : image, i * size);
      }
      return values;
    },
  };
}

/** z on the sphere of radius 1 around (0, 0, 0), by stereographic projection from its north pole: geodesics are great circles. */
const sphere = (x: number, y: number): number[] => {
  const r = 1 + x * x + y * y;
  return [(2 * x) / r, (2 * y) / r, (r - 2) / r];
};

describe('the shortest way in image space', () => {
  test('on a sphere is a great circle', async () => {
    const [from, to] = [
      [1, -0.9],
      [1, 0.9],
    ] as const;
    // As a picture of 3 × 300 values, so that rounding to bytes is what it is for a real decoder.
    const many = (x: number, y: number) =>
      Array.from({ length: 900 }, (_, i) => 0.5 + 0.4 * sphere(x, y)[i % 3]! + 0.001 * ((i * 37) % 11));
    const told: number[] = [];
    const { via, lengthBefore, lengthAfter, energies } = await imageGeodesic(
      synthetic(900, many),
      from,
      to,
      async (share) => void told.push(share),
    );
    const [a, b] = [sphere(...from), sphere(...to)];
    const arc = Math.acos(a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!);
    expect(lengthAfter).toBeLessThan(lengthBefore * 0.98);
    expect(Math.abs(lengthAfter - (0.4 * arc) / Math.sqrt(3)) / lengthAfter).toBeLessThan(0.02);
    // Every point lies in the plane of both ends and the middle.
    const normal = [
      a[1]! * b[2]! - a[2]! * b[1]!,
      a[2]! * b[0]! - a[0]! * b[2]!,
      a[0]! * b[1]! - a[1]! * b[0]!,
    ];
    for (const [x = 0, y = 0] of via) {
      const point = sphere(x, y);
      const out = point.reduce((sum, value, d) => sum + value * normal[d]!, 0) / Math.hypot(...normal);
      expect(Math.abs(out)).toBeLessThan(0.02);
    }
    expect(energies.length).toBeGreaterThan(2);
    energies.slice(1).forEach((energy, i) => expect(energy).toBeLessThan(energies[i]!));
    expect(told.at(-1)).toBe(1);
    expect(told.toSorted((x, y) => x - y)).toEqual(told);
  });

  test('of a decoder that is flat is the straight line', async () => {
    const flat = synthetic(2, (x, y) => [0.5 + 0.1 * x, 0.5 + 0.1 * y], false);
    const { via, lengthBefore, lengthAfter } = await imageGeodesic(flat, [-1, 0], [1, 2]);
    expect(lengthAfter).toBeLessThanOrEqual(lengthBefore);
    via.forEach(([x = 0, y = 0]) => expect(Math.abs(y - (x + 1))).toBeLessThan(1e-3));
  });

  test('of a decoder that draws the same for every z is the straight line', async () => {
    const { via, lengthAfter } = await imageGeodesic(
      synthetic(4, () => [0, 0, 0, 0]),
      [0, 0],
      [1, 1],
    );
    expect(lengthAfter).toBe(0);
    via.flat().forEach((value) => expect(Number.isFinite(value)).toBe(true));
  });

  test('gives up where telling how far it is throws', async () => {
    const stop = async () => Promise.reject(new Error('enough'));
    await expect(imageGeodesic(synthetic(3, sphere), [0, 0], [1, 1], stop)).rejects.toThrow('enough');
  });
});

const segment = { seconds: 1, easing: 'linear', method: 'lerp' } as const;
const pathBetween = (...zs: number[][]): LatentPath => ({
  keyframes: zs.map((z, i) => ({ id: String(i), name: '', z, segment })),
  loop: 'once',
  timeTable: null,
});

describe('constant speed', () => {
  test('evens out the steps of a decoder that changes fast in one place', async () => {
    const step = (x: number) => 1 / (1 + Math.exp(-8 * x));
    const space = synthetic(500, (x) => Array.from({ length: 500 }, (_, i) => step(x - 0.3 + i * 1e-4)));
    const { table, spreadBefore, spreadAfter } = await evenSpeed(pathBetween([-1, 0], [1, 0]), space, 40);
    expect(spreadBefore).toBeGreaterThan(0.8);
    expect(spreadAfter).toBeLessThan(0.1);
    expect(table).toHaveLength(41);
    expect([table[0], table.at(-1)]).toEqual([0, 1]);
    table.slice(1).forEach((place, i) => expect(place).toBeGreaterThanOrEqual(table[i]!));
  });

  test('of images that are all the same stays as it is, and few frames have a fine table', async () => {
    const { table, spreadAfter } = await evenSpeed(
      pathBetween([0, 0], [1, 1]),
      synthetic(2, () => [0, 1]),
      5,
    );
    expect(spreadAfter).toBe(0);
    expect(table).toHaveLength(26);
    table.forEach((place, i) => expect(place).toBeCloseTo(i / 25, 12));
  });
});

describe('points between', () => {
  const space = synthetic(3, sphere, false);
  const data = async () => Float32Array.from({ length: 200 }, (_, i) => Math.sin(i));
  const told = async () => {};

  test('are worked out for the segments that want them and have none, the closing one of a closed path too', async () => {
    const path = pathBetween([1.2, 0.9], [0, 1], [1, -1]);
    path.keyframes[0]!.segment = { ...segment, method: 'data' };
    path.keyframes[1]!.segment = { ...segment, method: 'metric', via: [[7, 7]] };
    path.keyframes[2]!.segment = { ...segment, method: 'metric' };
    const open = await withVias(path, { space, data, told });
    expect(open.path.keyframes.map(({ segment: { via } }) => via?.length)).toEqual([
      ROUTE_POINTS,
      1,
      undefined,
    ]);
    expect(open.metric).toBeNull();
    const closed = await withVias({ ...path, loop: 'loop' }, { space, data, told });
    expect(closed.path.keyframes[2]!.segment.via).toHaveLength(15);
    expect(closed.metric!.after).toBeLessThan(closed.metric!.before);
    expect(path.keyframes[0]!.segment.via).toBeUndefined();
  });

  test('by the metric of z with very many dimensions are refused', async () => {
    const path = pathBetween([0, 0], [1, 1]);
    path.keyframes[0]!.segment = { ...segment, method: 'metric' };
    const wide = { ...space, latentSize: 300 };
    await expect(withVias(path, { space: wide, data, told })).rejects.toThrow('up to 256 values');
  });
});
