import { expect, test } from 'vitest';
import { createSession } from '../inference/createSession.ts';
import { GraphIndex } from './graph/GraphIndex.ts';
import { findBottleneck } from './infer/findBottleneck.ts';
import { openModel } from './openModel.ts';
import { chainEncoder } from './testing/chainEncoder.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { modelFolder } from './testing/modelFolder.ts';

async function milliseconds(run: () => Promise<{ release?(): Promise<void>; dispose?(): Promise<void> }>) {
  const start = performance.now();
  const opened = await run();
  const took = performance.now() - start;
  await (opened.release?.() ?? opened.dispose?.());
  return took;
}

test('a chain of 4,000 nodes opens in a small multiple of the time that a bare session of it takes', async () => {
  const bytes = chainEncoder(4000);
  await using folder = await modelFolder({ 'encoder.onnx': bytes });
  // Two sessions are created, 3 to 5 times the floor; where the batch axis lost its name it was 25 times.
  await expect
    .poll(
      async () => {
        const floor = await milliseconds(() => createSession(bytes, { provider: 'cpu' }));
        return (await milliseconds(() => openModel(folder.path, { provider: 'cpu' }))) / floor;
      },
      { timeout: 50_000 },
    )
    .toBeLessThan(12);
}, 60_000);

test('z is found among 40,000 nodes', () => {
  const b = new GraphBuilder();
  let x = b.input('image', ['N', 64]);
  const sizes = new Map([[x, 64]]);
  const chain = (nodes: number, size: number) => {
    for (let i = 0; i < nodes; i++) sizes.set((x = b.node('Sin', [x])), size);
  };
  chain(20_000, 48);
  sizes.set((x = b.node('Slice', [x], {}, 'least')), 4);
  chain(20_000, 48);
  b.output(x, ['N', 64]);
  let looked = 0;
  const index = new GraphIndex(b.model());
  const get = index.producers.get.bind(index.producers);
  index.producers.get = (name) => (looked++, get(name));
  expect(findBottleneck(index, 'image', x, sizes)?.tensor).toBe('least');
  expect(looked).toBeLessThan(10 * 40_000);
});

test('a tensor that a skip connection passes over is not z', () => {
  const b = new GraphBuilder();
  const image = b.input('image', ['N', 64]);
  const first = b.node('Sin', [image], {}, 'first');
  const small = b.node('Sin', [first], {}, 'small');
  const wide = b.node('Sin', [first], {}, 'wide');
  const joined = b.node('Mul', [small, wide], {}, 'joined');
  b.output(b.node('Sin', [joined], {}, 'y'), ['N', 64]);
  const sizes = new Map([
    [image, 64],
    [first, 32],
    [small, 2],
    [wide, 32],
    [joined, 16],
    ['y', 64],
  ]);
  expect(findBottleneck(new GraphIndex(b.model()), image, 'y', sizes)?.tensor).toBe('joined');
});
