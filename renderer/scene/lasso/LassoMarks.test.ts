import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../protocol/testing/seededRandom.ts';
import type { CardSizing } from '../cardSize.ts';
import { OrbitCamera } from '../OrbitCamera.ts';
import { GONE, HIDDEN, SELECTED } from '../rowFlags.ts';
import { RowStates } from '../RowStates.ts';
import { LassoMarks } from './LassoMarks.ts';
import { LassoPath } from './LassoPath.ts';

const COUNT = 40_000;

function setUp() {
  const random = seededRandom(6);
  const positions = Float32Array.from({ length: COUNT * 3 }, () => 2 * random() - 1);
  const changed = vi.fn<(from: number, to: number) => void>();
  const states = new RowStates(changed);
  states.grow(COUNT);
  states.extendTo(COUNT);
  const view = new OrbitCamera();
  view.setSize(1000, 800);
  view.place(0, 0, 0, 0.7, 1.1, 3);
  const sizing: CardSizing = {
    cardSize: 0.02,
    minPx: 3,
    maxPx: 100,
    focalPx: view.focalPx,
    nearDepth: 0.3,
    dotPx: 9,
    squarePx: 17,
  };
  const path = new LassoPath();
  const host = {
    view,
    sizing,
    rows: { count: COUNT, positions, states },
    requestDraw: vi.fn(),
    requestWork: vi.fn(),
  };
  const marks = new LassoMarks(host, path);
  const draw = (left: number, top: number, right: number, bottom: number) => {
    path.clear();
    path.add(left, top);
    path.add(right, top);
    path.add(right, bottom);
    path.add(left, bottom);
  };
  /** Rows projected into the box, one by one. */
  const rowsIn = (left: number, top: number, right: number, bottom: number): number[] => {
    const px = { x: 0, y: 0 };
    const rows: number[] = [];
    for (let row = 0; row < COUNT; row++) {
      const [x = 0, y = 0, z = 0] = positions.subarray(row * 3, row * 3 + 3);
      const depth = view.worldToScreen(x, y, z, px);
      const isIn = px.x >= left && px.x < right && px.y >= top && px.y < bottom;
      if (isIn && depth > sizing.nearDepth && states.isDrawn(row)) rows.push(row);
    }
    return rows;
  };
  const marked = () => [...Array(COUNT).keys()].filter((row) => states.isMarked(row));
  return { marks, path, host, states, changed, view, draw, rowsIn, marked };
}

describe('LassoMarks', () => {
  it('marks the rows inside while the path is drawn, slice by slice, and those outside no more', () => {
    const { marks, host, states, draw, rowsIn, marked } = setUp();
    draw(300, 200, 600, 500);
    marks.follow();
    expect(host.requestWork).toHaveBeenCalled();
    let slices = 0;
    for (; marks.hasWork; slices++) marks.work(0);
    expect(slices).toBe(Math.ceil(COUNT / 4096));
    expect(marked()).toEqual(rowsIn(300, 200, 600, 500));
    expect(states.markedCount).toBeGreaterThan(1000);
    draw(500, 400, 700, 600);
    marks.follow();
    while (marks.hasWork) marks.work(0);
    expect(marked()).toEqual(rowsIn(500, 400, 700, 600));
    expect(states.markedCount).toBe(marked().length);
  });

  it('gives the rows inside the final path and takes the marks off, also when the path went on during a pass', () => {
    const { marks, states, draw, rowsIn } = setUp();
    draw(100, 100, 900, 700);
    marks.follow();
    marks.work(0);
    draw(300, 200, 500, 400);
    const done = vi.fn<(rows: Uint32Array) => void>();
    marks.finish(done);
    while (marks.hasWork) marks.work(0);
    expect(done).toHaveBeenCalledOnce();
    expect([...done.mock.calls[0]![0]]).toEqual(rowsIn(300, 200, 500, 400));
    expect(states.markedCount).toBe(0);
  });

  it('leaves out what is not drawn, and other flags as they are', () => {
    const { marks, states, draw, rowsIn } = setUp();
    const flags = Uint8Array.from({ length: COUNT }, (_, row) => [0, HIDDEN, SELECTED, GONE][row % 4]!);
    states.setFlags(0, flags);
    draw(200, 200, 800, 600);
    const done = vi.fn<(rows: Uint32Array) => void>();
    marks.finish(done);
    marks.settle();
    const rows = [...done.mock.calls[0]![0]];
    expect(rows).toEqual(rowsIn(200, 200, 800, 600));
    expect(new Set(rows.map((row) => row % 4))).toEqual(new Set([0, 2]));
    expect(states.selectedCount).toBe(COUNT / 4);
    expect(states.flagsOf(1)).toBe(HIDDEN);
  });

  it('tells the GPU only of the rows between the first and the last that changed', () => {
    const { marks, changed, draw, marked, host } = setUp();
    draw(480, 380, 500, 400);
    changed.mockClear();
    marks.follow();
    marks.work(Infinity);
    const rows = marked();
    expect(changed.mock.calls).toEqual([[rows[0], rows.at(-1)! + 1]]);
    // The same path once more changes nothing, so that nothing is drawn.
    host.requestDraw.mockClear();
    marks.follow();
    marks.work(Infinity);
    expect(host.requestDraw).not.toHaveBeenCalled();
    marks.clear();
    expect(changed.mock.calls.at(-1)).toEqual([rows[0], rows.at(-1)! + 1]);
    expect(marked()).toEqual([]);
  });

  it('does nothing more after it was cleared', () => {
    const { marks, states, draw } = setUp();
    const done = vi.fn();
    draw(100, 100, 900, 700);
    marks.finish(done);
    marks.work(0);
    marks.clear();
    expect(marks.hasWork).toBe(false);
    marks.settle();
    expect(done).not.toHaveBeenCalled();
    expect(states.markedCount).toBe(0);
  });
});

describe('LassoPath', () => {
  it('leaves trembling out and stays short enough, with its form', () => {
    const path = new LassoPath();
    expect(path.add(10, 10)).toBe(true);
    expect(path.add(11, 11)).toBe(false);
    expect(path.add(14, 10)).toBe(true);
    expect([...path.points]).toEqual([10, 10, 14, 10]);
    path.clear();
    for (let k = 0; k < 10_000; k++) {
      const angle = (k / 10_000) * 2 * Math.PI;
      path.add(9000 * Math.cos(angle), 9000 * Math.sin(angle));
    }
    expect(path.count).toBeLessThanOrEqual(2048);
    expect(path.count).toBeGreaterThan(1000);
    const { points, count } = path;
    expect([points[0], points[1]]).toEqual([9000, 0]);
    let turned = 0;
    for (let k = 0; k < count; k++) {
      expect(Math.hypot(points[k * 2]!, points[k * 2 + 1]!)).toBeCloseTo(9000, 1);
      const next = (k + 1) % count;
      const cross = points[k * 2]! * points[next * 2 + 1]! - points[k * 2 + 1]! * points[next * 2]!;
      turned += cross;
    }
    // Twice the area of the circle: in order, once around.
    expect(turned / (2 * Math.PI * 9000 ** 2)).toBeCloseTo(1, 2);
  });
});
