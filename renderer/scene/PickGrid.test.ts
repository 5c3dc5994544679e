import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { cardSidePx, coversPx, coversRingedPx, naturalCardSize, type CardSizing } from './cardSize.ts';
import { OrbitCamera } from './OrbitCamera.ts';
import { PickGrid, TAIL_TESTED_MOST } from './PickGrid.ts';
import { FILTERED, GONE, HIDDEN, MARKED, SELECTED } from './rowFlags.ts';
import { FLAGS_SHIFT, MARKED_STATE, NOT_DRAWN_STATE, SELECTED_STATE } from './RowStates.ts';

function cloud(count: number, seed: number): { positions: Float32Array; states: Uint32Array } {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  return {
    positions: Float32Array.from({ length: count * 3 }, normal),
    states: Uint32Array.from({ length: count }, (_, i) => i % 10),
  };
}

/** Every point tested, none left out: what the depth buffer would end up with. */
function frontByBruteForce(
  x: number,
  y: number,
  camera: OrbitCamera,
  sizing: CardSizing,
  positions: Float32Array,
  states: Uint32Array,
): number {
  const px = { x: 0, y: 0 };
  let best = -1;
  let bestDepth = Infinity;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    if (state & NOT_DRAWN_STATE) continue;
    const depth = camera.worldToScreen(positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!, px);
    const side = cardSidePx(sizing, depth);
    if (side === 0 || depth > bestDepth) continue;
    const covers =
      state & (SELECTED_STATE | MARKED_STATE)
        ? coversRingedPx(sizing, side, x - px.x, y - px.y, (state & SELECTED_STATE) !== 0)
        : coversPx(sizing, side, x - px.x, y - px.y);
    if (!covers) continue;
    best = i;
    bestDepth = depth;
  }
  return best;
}

describe('PickGrid', () => {
  for (const [count, rounds] of [
    [1, 200],
    [10, 200],
    [5000, 60],
    [100_000, 12],
  ] as const) {
    it(`finds the front one of ${count} as testing each would`, () => {
      const random = seededRandom(count);
      const { positions, states } = cloud(count, 11);
      const grid = new PickGrid();
      // Some rows come after sorting has begun: they are found too.
      grid.setPoints(positions, Math.ceil(count * 0.9));
      const camera = new OrbitCamera();
      camera.setSize(1280, 800);
      camera.setInsets({ left: 300, right: 0, top: 0, bottom: 30 });
      camera.setSceneSphere([0, 0, 0], 4.5);
      let found = 0;
      for (let round = 0; round < rounds; round++) {
        // From outside, from inside, near the edge of the canvas; cards, dots and clamped sizes.
        camera.place(
          random() - 0.5,
          random() - 0.5,
          random() - 0.5,
          6 * random(),
          0.2 + 2.6 * random(),
          0.3 + 14 * random() ** 2,
        );
        const thumbnails = round % 2 === 0;
        const sizing: CardSizing = {
          cardSize: naturalCardSize(count, 3.8) * (thumbnails ? 1 : 0.4),
          minPx: 3,
          maxPx: thumbnails ? 190 : 15,
          focalPx: camera.focalPx,
          nearDepth: camera.distance * 0.1,
          dotPx: thumbnails ? 9 : 1e6,
          squarePx: thumbnails ? 17 : 2e6,
        };
        // All drawn, half of them not, rings around some.
        const flags = [[0], [0, HIDDEN, 0, GONE, 0, FILTERED], [0, SELECTED, MARKED]][round % 3]!;
        states.forEach((_, i) => (states[i] = (i % 10) | (flags[i % flags.length]! << FLAGS_SHIFT)));
        const aimed = { x: random() * 1280, y: random() * 800 };
        if (round % 4 !== 0) {
          const at = Math.floor(random() * count) * 3;
          camera.worldToScreen(positions[at]!, positions[at + 1]!, positions[at + 2]!, aimed);
          aimed.x += 4 * (random() - 0.5);
        }
        if (round === 2) grid.setPoints(positions, count, Math.ceil(count * 0.9));
        if (round === 4) while (grid.hasWork) grid.work(0);
        const shown = round < 2 ? states.subarray(0, Math.ceil(count * 0.9)) : states;
        const picked = grid.pick(aimed.x, aimed.y, camera, sizing, shown);
        const reached = shown.subarray(0, (grid.order?.count ?? 0) + TAIL_TESTED_MOST);
        expect(picked).toBe(frontByBruteForce(aimed.x, aimed.y, camera, sizing, positions, reached));
        if (picked >= 0) found++;
      }
      expect(found).toBeGreaterThan(rounds / 5);
    });
  }

  it('sorts a little at a time and gives the same answers before, in the midst and after', () => {
    const count = 60_000;
    const { positions, states } = cloud(count, 5);
    const camera = new OrbitCamera();
    camera.setSize(1280, 800);
    camera.place(0, 0, 0, 0.4, 1.2, 12);
    const sizing: CardSizing = {
      cardSize: 0.05,
      minPx: 3,
      maxPx: 15,
      focalPx: camera.focalPx,
      nearDepth: 1,
      dotPx: 1e6,
      squarePx: 2e6,
    };
    const grid = new PickGrid();
    grid.setPoints(positions, count);
    const answers = () =>
      Array.from({ length: 40 }, (_, k) => grid.pick(400 + k * 12, 390, camera, sizing, states));
    const unsorted = answers();
    let steps = 0;
    while (grid.hasWork) {
      grid.work(0);
      steps++;
      expect(answers()).toEqual(unsorted);
    }
    expect(steps).toBeGreaterThan(10);
    expect(new Set(unsorted).size).toBeGreaterThan(10);
    // Rows that moved are not looked for where they were.
    for (let i = 0; i < positions.length; i++) positions[i] = (positions[i] as number) * 0.5 + 0.1;
    grid.setPoints(positions, count);
    const moved = answers();
    while (grid.hasWork) grid.work(Infinity);
    expect(answers()).toEqual(moved);
    expect(moved).not.toEqual(unsorted);
  });

  it('finds nothing among no points, and new points after they changed', () => {
    const grid = new PickGrid();
    const camera = new OrbitCamera();
    camera.setSize(800, 800);
    const sizing: CardSizing = {
      cardSize: 0.2,
      minPx: 3,
      maxPx: 100,
      focalPx: camera.focalPx,
      nearDepth: 0.1,
      dotPx: 9,
      squarePx: 17,
    };
    const states = new Uint32Array(2);
    const positions = new Float32Array(6);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(-1);
    grid.setPoints(positions, 1);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(0);
    // Two in one place: the later row is drawn over the earlier one.
    grid.setPoints(positions, 2);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(1);
    positions.fill(50);
    grid.setPoints(positions, 2);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(-1);
  });

  it('finds what it had no time for once it is sorted, and tells so', () => {
    const count = 200_000;
    const { positions, states } = cloud(count, 9);
    // One card alone, after those that a pick has time for.
    positions.set([30, 0, 0], (count - 1) * 3);
    const camera = new OrbitCamera();
    camera.setSize(800, 800);
    camera.place(30, 0, 0, 0, Math.PI / 2, 5);
    const sizing: CardSizing = {
      cardSize: 0.2,
      minPx: 3,
      maxPx: 100,
      focalPx: camera.focalPx,
      nearDepth: 0.1,
      dotPx: 9,
      squarePx: 17,
    };
    let told = 0;
    const grid = new PickGrid(() => told++);
    grid.setPoints(positions, count);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(-1);
    while (grid.hasWork) grid.work(Infinity);
    expect(told).toBe(1);
    expect(grid.pick(400, 400, camera, sizing, states)).toBe(count - 1);
  });
});
