import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { cardSidePx, type CardSizing } from './cardSize.ts';
import { CellSort, type CellOrder } from './CellSort.ts';
import { NearRows } from './NearRows.ts';
import { OrbitCamera } from './OrbitCamera.ts';
import { FILTERED } from './rowFlags.ts';
import { FLAGS_SHIFT } from './RowStates.ts';

const COUNT = 30_000;

function setUp(seed: number) {
  const random = seededRandom(seed);
  const positions = Float32Array.from({ length: COUNT * 3 }, () => random() + random() - 1);
  const stateValues = Uint32Array.from({ length: COUNT }, (_, row) =>
    row % 5 === 0 ? FILTERED << FLAGS_SHIFT : 0,
  );
  const view = new OrbitCamera();
  view.setSize(1280, 800);
  view.setInsets({ left: 300, right: 0, top: 0, bottom: 30 });
  view.place(0.3 * random(), 0.3 * random(), 0, 6 * random(), 0.3 + 2 * random(), 0.4 + 2 * random());
  const sizing: CardSizing = {
    cardSize: 0.02,
    minPx: 3,
    maxPx: 190,
    focalPx: view.focalPx,
    nearDepth: view.distance * 0.1,
    dotPx: 9,
    squarePx: 17,
  };
  return { rows: { count: COUNT, positions, stateValues }, view, sizing };
}

function sorted(positions: Float32Array, count: number): CellOrder {
  const sort = new CellSort(positions, count);
  for (;;) {
    const order = sort.step(Infinity);
    if (order) return order;
  }
}

function search(near: NearRows): number[] {
  for (;;) {
    const rows = near.step(0);
    if (rows) return [...rows];
  }
}

/** Every row tested: drawn, an image and not a dot, its card touching the canvas. */
function expected({ rows, view, sizing }: ReturnType<typeof setUp>): { row: number; depth: number }[] {
  const px = { x: 0, y: 0 };
  const found: { row: number; depth: number }[] = [];
  for (let row = 0; row < COUNT; row++) {
    if (rows.stateValues[row]) continue;
    const [x = 0, y = 0, z = 0] = rows.positions.subarray(row * 3, row * 3 + 3);
    const depth = view.worldToScreen(x, y, z, px);
    const margin = sizing.maxPx / 2;
    if (px.x < -margin || px.y < -margin || px.x > 1280 + margin || px.y > 800 + margin) continue;
    if (cardSidePx(sizing, depth) > 0 && (sizing.cardSize * sizing.focalPx) / depth > sizing.dotPx)
      found.push({ row, depth });
  }
  return found.sort((a, b) => a.depth - b.depth);
}

describe('NearRows', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`finds all that are images on screen, nearest first (view ${seed})`, () => {
      const scene = setUp(seed);
      const all = expected(scene);
      expect(all.length).toBeGreaterThan(20);
      // Sorted, sorted in part, not sorted.
      for (const sortedCount of [COUNT, 20_000, 0]) {
        const order = sortedCount > 0 ? sorted(scene.rows.positions, sortedCount) : null;
        const found = search(new NearRows(scene.rows, order, scene.view, scene.sizing, COUNT));
        expect(found).toHaveLength(all.length);
        expect(new Set(found)).toEqual(new Set(all.map(({ row }) => row)));
        const depthOf = new Map(all.map(({ row, depth }) => [row, depth]));
        const steps = found.slice(1).map((row, k) => depthOf.get(row)! - depthOf.get(found[k]!)!);
        expect(Math.min(...steps)).toBeGreaterThan(-1e-5);
      }
    });
  }

  it('gives as many as are asked for, of the nearest but for the thickness of a cell', () => {
    const scene = setUp(2);
    const all = expected(scene);
    const order = sorted(scene.rows.positions, COUNT);
    const most = Math.floor(all.length / 3);
    const found = search(new NearRows(scene.rows, order, scene.view, scene.sizing, most));
    expect(found).toHaveLength(most);
    const thickness = Math.hypot(...order.cellSize) * 2 + all.at(-1)!.depth / 64;
    const depthOf = new Map(all.map(({ row, depth }) => [row, depth]));
    const farthest = Math.max(...found.map((row) => depthOf.get(row)!));
    expect(farthest).toBeLessThan(all[most - 1]!.depth + thickness);
  });

  it('finds none where all are dots', () => {
    const scene = setUp(1);
    const order = sorted(scene.rows.positions, COUNT);
    expect(
      search(new NearRows(scene.rows, order, scene.view, { ...scene.sizing, cardSize: 1e-5 }, 100)),
    ).toEqual([]);
  });
});
