import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TrainingSpeeds } from './TrainingSpeeds.ts';

const newPath = async () => join(await mkdtemp(join(tmpdir(), 'hourglass-speeds-')), 'speeds.json');
const measured = (efficiency: number) =>
  ({ architecture: 'conv', multiplications: 1e6, efficiency }) as const;

test('what was measured is there at the next start, the newest last, and does not pile up', async () => {
  const path = await newPath();
  const speeds = new TrainingSpeeds(path);
  expect(await speeds.all()).toEqual([]);
  for (let i = 1; i <= 45; i++) await speeds.add(measured(i));
  const again = await new TrainingSpeeds(path).all();
  expect(again).toEqual(await speeds.all());
  expect(again).toHaveLength(40);
  expect(again.at(-1)).toEqual(measured(45));
});

test.each(['no json', '[{"architecture":"round"}]', '[{"architecture":"conv","efficiency":0}]'])(
  'a file of %s is as good as none, and is written anew',
  async (text) => {
    const path = await newPath();
    await writeFile(path, text);
    const speeds = new TrainingSpeeds(path);
    expect(await speeds.all()).toEqual([]);
    await speeds.add(measured(0.5));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([measured(0.5)]);
  },
);
