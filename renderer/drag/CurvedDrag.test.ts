import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { CurvedDrag } from './CurvedDrag.ts';
import type { ViewPosition } from '../../protocol/projection.ts';
import type { Patch } from '../connection/fetchPatch.ts';

const D = 5;
/** z that lies on a curved sheet over the view, and a little beside it. */
const sheet = ([x, y, w]: readonly number[]): number[] => [
  x!,
  y!,
  w!,
  Math.sin(x!) + y! ** 2 / 4,
  Math.cos(w!) * 2,
];

function makeRows(count = 4000) {
  const random = seededRandom(7);
  const rows = Array.from({ length: count }, () => [0, 1, 2].map(() => 6 * (random() - 0.5)));
  const fetchPatch = vi.fn((at: ViewPosition): Promise<Patch> => {
    const near = rows.toSorted((a, b) => squares(a, at) - squares(b, at)).slice(0, 128);
    return Promise.resolve({
      count: near.length,
      positions: Float32Array.from(near.flat()),
      latents: Float32Array.from(near.flatMap(sheet)),
    });
  });
  return { fetchPatch };
}
const squares = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.sqrt(squares(Array.from(a), Array.from(b)));

async function makeDrag(at: ViewPosition, start: Float32Array) {
  const { fetchPatch } = makeRows();
  const onRefit = vi.fn();
  const patch = await fetchPatch(at);
  fetchPatch.mockClear();
  return { drag: new CurvedDrag({ dims: 3, start, at, patch, fetchPatch, onRefit }), fetchPatch, onRefit };
}

describe('a drag in a curved view', () => {
  it('begins exactly where the point was, beside the sheet or on it', async () => {
    const start = Float32Array.from(sheet([0.3, -0.2, 0.5]), (value, j) => value + [0.9, -2, 0.3, 4, 1][j]!);
    const { drag } = await makeDrag([0.3, -0.2, 0.5], start);
    const z = new Float32Array(D);
    drag.latentAt([0, 0, 0], z);
    expect(distance(z, start)).toBeLessThan(1e-6);
    expect(drag.positionAt([0.1, 0.2, 0.3])).toEqual([
      expect.closeTo(0.4, 9),
      expect.closeTo(0, 9),
      expect.closeTo(0.8, 9),
    ]);
  });

  it('follows the sheet, carrying what the point had beside it, and asks for the rows it comes to', async () => {
    const beside = [0.5, 0, 0, 1, -1];
    const at = [-1, 0, 0] as const;
    const start = Float32Array.from(sheet(at), (value, j) => value + beside[j]!);
    const { drag, fetchPatch, onRefit } = await makeDrag(at, start);
    const z = new Float32Array(D);
    let last = Float32Array.from(start);
    let longest = 0;
    for (let step = 1; step <= 60; step++) {
      const delta = [step / 30, step / 90, 0] as const;
      drag.latentAt(delta, z);
      longest = Math.max(longest, distance(z, last));
      last = z.slice();
      await Promise.resolve();
      await Promise.resolve();
    }
    await vi.waitFor(() => expect(onRefit).toHaveBeenCalled());
    expect(fetchPatch.mock.calls.length).toBeGreaterThan(1);
    drag.latentAt([2, 2 / 3, 0], z);
    const expected = sheet([1, 2 / 3, 0]).map((value, j) => value + beside[j]!);
    expect(distance(z, expected)).toBeLessThan(0.25);
    // The sheet changes by some 0.06 a step: nothing jumps where rows are exchanged.
    expect(longest).toBeLessThan(0.2);
    // Back where it was it is what it was, whichever way it went.
    drag.latentAt([0, 0, 0], z);
    await vi.waitFor(() => expect(fetchPatch.mock.results.length).toBeGreaterThan(1));
    await new Promise((resolve) => setTimeout(resolve));
    drag.latentAt([0, 0, 0], z);
    expect(distance(z, start)).toBeLessThan(0.05);
  });

  it('goes on with the rows it has where no others can be had', async () => {
    const at = [0, 0, 0] as const;
    const start = Float32Array.from(sheet(at));
    const { fetchPatch } = makeRows();
    const patch = await fetchPatch(at);
    const onRefit = vi.fn();
    const lost = vi.fn(() => Promise.reject(new Error('lost')));
    const drag = new CurvedDrag({ dims: 3, start, at, patch, fetchPatch: lost, onRefit });
    const z = new Float32Array(D);
    for (let step = 0; step < 20; step++) {
      drag.latentAt([step, 0, 0], z);
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect(lost.mock.calls.length).toBeGreaterThan(1);
    expect(onRefit).not.toHaveBeenCalled();
    expect([...z].every(Number.isFinite)).toBe(true);
    expect(Math.abs(z[0]! - 19)).toBeLessThan(10);
  });

  it('has no depth in two dimensions', async () => {
    const patch = {
      count: 4,
      positions: Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1),
      latents: Float32Array.of(0, 1, 2, 3),
    };
    const fetchPatch = () => Promise.resolve(patch);
    const options = {
      dims: 2,
      start: Float32Array.of(0.5),
      at: [0, 0, 0],
      patch,
      fetchPatch,
      onRefit: () => {},
    } as const;
    const drag = new CurvedDrag(options);
    expect(drag.positionAt([0.25, 0.5, 3])).toEqual([0.25, 0.5, 0]);
    const z = new Float32Array(1);
    drag.latentAt([0, 0, 2], z);
    expect(z[0]).toBeCloseTo(0.5, 6);
  });
});
