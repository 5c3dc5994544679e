import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { choiceOfLooks, imageLooks } from '../../protocol/imageLooks.ts';
import { ROWS_PATHS } from '../../protocol/wire.ts';
import { writeMeanModelFolder } from '../ingest/testing/meanModelFolder.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';

const engines = testEngines();

/** z of a collection whose model says the mean brightness. */
async function brightness(engine: TestEngine): Promise<number> {
  await engine.untilReady();
  const { id, count } = engine.collection!;
  const { body } = await engine.request(`${ROWS_PATHS.latents}?id=${id}&from=0&to=${count}`);
  return body.readFloatLE(0);
}

test('transparent images are seen on the ground that their model was trained on, unless another is chosen', async () => {
  const model = join(engines.root, 'model');
  const images = join(engines.root, 'images');
  await writeMeanModelFolder(model, { background: '#ffffff' });
  await mkdir(images, { recursive: true });
  const clear = { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
  for (const name of ['a', 'b'])
    await sharp({ create: clear })
      .png()
      .toFile(join(images, `${name}.png`));

  const engine = await engines.start('--model', model, '--open', images);
  await engine.connect();
  expect(await brightness(engine)).toBeCloseTo(1, 5);
  await engine.call('setSettings', { background: '#000000' });
  expect(await brightness(engine)).toBeCloseTo(0, 5);
  await engine.call('setSettings', { background: null });
  expect(await brightness(engine)).toBeCloseTo(1, 5);
});

test('what a person chose comes before what the model says, and that before the defaults', () => {
  const image = { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] } as const;
  const json = { image: { ...image, range: [0, 1] as [number, number], background: '#ffffff' } };
  const open = { fit: null, background: null };
  expect(imageLooks(json, open)).toEqual({ fit: 'cover', background: '#ffffff' });
  expect(imageLooks(null, open)).toEqual({ fit: 'cover', background: '#000000' });
  expect(imageLooks(json, { fit: 'contain', background: '#000000' })).toEqual({
    fit: 'contain',
    background: '#000000',
  });
  expect(choiceOfLooks(json, { fit: 'cover', background: '#ffffff' })).toEqual(open);
  expect(choiceOfLooks(json, { fit: 'stretch', background: '#000000' })).toEqual({
    fit: 'stretch',
    background: '#000000',
  });
});
