import { expect, test } from 'vitest';
import { BlockLoader } from './BlockLoader.ts';
import { blockKey, type Block } from './tiles.ts';

const block = (x: number, level = 0): Block => ({ level, x, y: 0 });
const settle = () => new Promise((resolve) => setTimeout(resolve));

function setUp(most = 100) {
  const begun: { key: string; signal: AbortSignal; answer: PromiseWithResolvers<Block> }[] = [];
  const told: unknown[] = [];
  const loader = new BlockLoader<Block>({
    load: (wanted, signal) => {
      const answer = Promise.withResolvers<Block>();
      signal.addEventListener('abort', () => answer.reject(signal.reason));
      begun.push({ key: blockKey(wanted), signal, answer });
      return answer.promise;
    },
    onLoaded: () => told.push('loaded'),
    onError: (error) => told.push(error),
    most,
  });
  const finish = async (at: number) => {
    const [level = 0, x = 0] = begun[at]!.key.split(' ').map(Number);
    begun[at]!.answer.resolve(block(x, level));
    await settle();
  };
  return { loader, begun, told, finish };
}

test('two at a time, what is wanted most first; each only once', async () => {
  const { loader, begun, told, finish } = setUp();
  loader.want([block(0, -2), block(1), block(2)]);
  expect(begun.map(({ key }) => key)).toEqual(['-2 0 0', '0 1 0']);
  await finish(0);
  expect(begun.map(({ key }) => key)).toEqual(['-2 0 0', '0 1 0', '0 2 0']);
  loader.want([block(0, -2), block(1), block(2)]);
  expect(begun).toHaveLength(3);
  expect(told).toEqual(['loaded']);
});

test('what is no longer wanted is given up, and the newest takes its place', async () => {
  const { loader, begun, told, finish } = setUp();
  loader.want([block(1), block(2), block(3)]);
  loader.want([block(8), block(2)]);
  expect(begun[0]!.signal.aborted).toBe(true);
  await settle();
  expect(begun.map(({ key }) => key)).toEqual(['0 1 0', '0 2 0', '0 8 0']);
  await finish(1);
  await finish(2);
  expect([loader.has(block(1)), loader.has(block(2)), loader.has(block(8))]).toEqual([false, true, true]);
  expect(told).toEqual(['loaded', 'loaded']);
});

test('of more than are kept those wanted longest ago are forgotten; a failure is told once', async () => {
  const { loader, begun, told, finish } = setUp(2);
  loader.want([block(1), block(2)]);
  await finish(0);
  await finish(1);
  loader.want([block(1), block(3)]);
  await finish(2);
  expect([1, 2, 3].map((x) => loader.has(block(x)))).toEqual([true, false, true]);
  loader.want([block(5), block(6), block(7)]);
  begun[3]!.answer.reject(new Error('gone'));
  await settle();
  expect(told.filter((each) => each instanceof Error)).toHaveLength(1);
  expect(begun).toHaveLength(5);
});
