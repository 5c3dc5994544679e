import { describe, expect, it, vi } from 'vitest';
import { NearData } from './NearData.ts';
import { PointNearness } from './PointNearness.svelte.ts';
import { PointPlaces } from './PointPlaces.svelte.ts';
import type { Nearness } from '../../protocol/nearness.ts';
import type { CurvedView, Projection, ViewPosition } from '../../protocol/projection.ts';

const curved = (version: number): CurvedView => ({
  ...{ version, id: 'u', title: 'UMAP', dims: 3, kind: 'curved', method: 'umap', isRefining: false },
  axisNames: ['', '', ''],
  explainedVariance: [0, 0, 0],
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('places of z in a curved view', () => {
  const setUp = () => {
    const context = {
      projection: curved(1) as Projection | null,
      place: vi.fn((latents: number[][]) =>
        Promise.resolve({
          version: context.projection?.version ?? 0,
          positions: latents.map(([a = 0]) => [a, a, a]),
        }),
      ),
    };
    return { context, places: new PointPlaces(context) };
  };

  it('are asked for together, and known from then on', async () => {
    const { context, places } = setUp();
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(2, 0)];
    expect(places.of('a', a)).toBeNull();
    expect(places.of('b', b)).toBeNull();
    await settled();
    expect(context.place).toHaveBeenCalledOnce();
    expect(places.version).toBe(1);
    expect(places.of('a', a)).toEqual([1, 1, 1]);
    expect(places.of('b', b)).toEqual([2, 2, 2]);
    await settled();
    expect(context.place).toHaveBeenCalledOnce();
  });

  it('stay the last ones until the new ones are there: of another z, or in the view as it is refined', async () => {
    const { context, places } = setUp();
    places.of('a', [1, 0]);
    await settled();
    context.projection = curved(2);
    expect(places.of('a', [3, 0])).toEqual([1, 1, 1]);
    await settled();
    expect(places.of('a', [3, 0])).toEqual([3, 3, 3]);
    expect(context.place).toHaveBeenCalledTimes(2);
  });

  it('are where a hand has put them, without asking', async () => {
    const { context, places } = setUp();
    const at: ViewPosition = [7, 8, 9];
    places.put('a', [1, 0], at);
    expect(places.of('a', [1, 0])).toEqual([7, 8, 9]);
    await settled();
    expect(context.place).not.toHaveBeenCalled();
  });

  it('can be asked for again after the engine was away', async () => {
    const { context, places } = setUp();
    context.place.mockRejectedValueOnce(new Error('lost'));
    expect(places.of('a', [1, 0])).toBeNull();
    await settled();
    expect(places.of('a', [1, 0])).toBeNull();
    await settled();
    expect(places.of('a', [1, 0])).toEqual([1, 1, 1]);
  });

  it('along axes are computed here', () => {
    const { context, places } = setUp();
    const axes = [
      [1, 0],
      [0, 2],
      [0, 0],
    ];
    context.projection = { ...curved(1), kind: 'axes', mean: [1, 1], axes };
    expect(places.of('a', [3, 4])).toEqual([2, 6, 0]);
    expect(context.place).not.toHaveBeenCalled();
  });
});

const nearness = (changes: Partial<Nearness> = {}): Nearness => ({
  ...{
    nearest: [{ row: 4, distance: 1 }],
    typical: 1,
    far: 2,
    oneSided: 0.1,
    centre: [0, 0],
    reach: 2,
  },
  ...changes,
});

describe('where the selected point lies', () => {
  it('follows the newest z, one request at a time', async () => {
    const answers: PromiseWithResolvers<Nearness>[] = [];
    const ask = vi.fn(() => {
      const answer = Promise.withResolvers<Nearness>();
      answers.push(answer);
      return answer.promise;
    });
    const near = new PointNearness(ask);
    near.follow([1, 1]);
    near.follow([2, 2]);
    near.follow([3, 3]);
    expect(ask.mock.calls).toEqual([[[1, 1], 8]]);
    answers[0]!.resolve(nearness());
    await settled();
    expect(near.kind).toBe('among');
    expect(ask).toHaveBeenLastCalledWith([3, 3], 8);
    expect(ask).toHaveBeenCalledTimes(2);
    answers[1]!.resolve(nearness({ nearest: [{ row: 1, distance: 9 }], oneSided: 0.9 }));
    await settled();
    expect(near.kind).toBe('beyond');
    near.follow([3, 3]);
    expect(ask).toHaveBeenCalledTimes(2);
    near.follow(null);
    expect(near.value).toBeNull();
  });

  it('is unknown where the engine does not say', async () => {
    const near = new PointNearness(() => Promise.reject(new Error('no collection')));
    near.follow([1]);
    await settled();
    expect(near.value).toBeNull();
  });
});

describe('a point that is kept near the data', () => {
  it('is drawn back as far as images are apart, once it is known where they are', async () => {
    const ask = vi.fn(() => Promise.resolve(nearness()));
    const onNewer = vi.fn();
    const near = new NearData(ask, onNewer);
    near.begin();
    const z = Float32Array.of(6, 8);
    near.draw(z);
    expect([...z]).toEqual([6, 8]);
    await settled();
    expect(onNewer).toHaveBeenCalledOnce();
    near.draw(z);
    expect(Math.hypot(...z)).toBeCloseTo(2, 6);
    expect(z[0]! / z[1]!).toBeCloseTo(0.75, 6);
    await settled();
    // The hand rests: nothing is asked again.
    expect(ask).toHaveBeenCalledOnce();
    const inside = Float32Array.of(1, 1);
    near.draw(inside);
    expect([...inside]).toEqual([1, 1]);
  });

  it('goes where the hand goes while the engine is away', async () => {
    const near = new NearData(
      () => Promise.reject(new Error('lost')),
      () => {},
    );
    near.begin();
    const z = Float32Array.of(60, 80);
    near.draw(z);
    await settled();
    near.draw(z);
    expect([...z]).toEqual([60, 80]);
  });
});
