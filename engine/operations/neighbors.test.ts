import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { findImages } from '../images/findImages.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { openModel } from '../models/openModel.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { run } from './neighbors.ts';

const COUNT = 30;
let folder: string;
let images: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neighbors-'));
  images = await makeTestImages(join(folder, 'images'), { count: COUNT });
  model = await makeTestModel(join(folder, 'model'));
  vi.stubEnv('HOURGLASS_DATA', join(folder, 'data'));
});

test.each(['l2', 'cosine'] as const)('the nearest by %s are those of all distances', async (metric) => {
  const opened = await openModel(model, { provider: 'cpu' });
  const z = await Promise.all(Array.from({ length: COUNT }, (_, i) => opened.encode(testImage(i), 1)));
  await opened.dispose();
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
  const far = (a: Float32Array, b: Float32Array) =>
    metric === 'l2'
      ? Math.hypot(...a.map((value, j) => value - b[j]!))
      : 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const expected = Array.from({ length: COUNT }, (_, i) => far(z[7]!, z[i]!))
    .filter((_, i) => i !== 7)
    .sort((a, b) => a - b)
    .slice(0, 5);

  const out = join(folder, `${metric}.csv`);
  const found = (await findImages([images])).images.find(({ path }) => path.endsWith('image-7.png'))!;
  const result = await run(
    { model, images: [images], of: found.path, out, k: 5, metric, provider: 'cpu' },
    idleContext(),
  );
  expect(result.neighbors).toHaveLength(5);
  result.neighbors.forEach(({ distance, path }, i) => {
    expect(distance).toBeCloseTo(expected[i]!, 5);
    expect(path).not.toBe(found.path);
  });
  const lines = (await readFile(out, 'utf8')).trim().split('\n');
  expect(lines[0]).toBe('rank,path,label,distance');
  expect(lines).toHaveLength(6);
  expect(lines[1]).toContain(result.neighbors[0]!.path);
});

test('an image alone has no neighbours, and a folder is no image', async () => {
  const found = (await findImages([images])).images[0]!;
  const input = { model, out: join(folder, 'n.csv'), k: 3, metric: 'l2', provider: 'cpu' } as const;
  await expect(run({ ...input, images: [found.path], of: found.path }, idleContext())).rejects.toThrow(
    /the only image/,
  );
  await expect(run({ ...input, images: [images], of: images }, idleContext())).rejects.toThrow(
    /is a folder of 30 images; name one of them/,
  );
});
