import { expect, test } from 'vitest';
import { SampleSheet } from './SampleSheet.svelte.ts';
import type { DrawnSamples, SampleQuestion } from '../../../protocol/generation.ts';
import type { Pictures } from '../../connection/fetchPictures.ts';

const question = (count: number, seed = 1): SampleQuestion => ({
  ...{ source: 'prior', rows: null, around: null, count, temperature: 1, seed },
});
const drawn = (count: number, first = 0): DrawnSamples => ({
  samples: Array.from({ length: count }, (_, i) => ({ z: [first + i], nearest: null, kind: null })),
  ...{ components: null, fitted: 0, typical: 0 },
});

function setUp() {
  const draws: PromiseWithResolvers<DrawnSamples>[] = [];
  const fetches: { z: number[]; signal: AbortSignal; answer: PromiseWithResolvers<Pictures> }[] = [];
  const sheet = new SampleSheet({
    draw: () => {
      draws.push(Promise.withResolvers());
      return draws.at(-1)!.promise;
    },
    fetch: (_id, z, _latentSize, _side, signal) => {
      fetches.push({ z: [...z], signal: signal!, answer: Promise.withResolvers() });
      return fetches.at(-1)!.answer.promise;
    },
  });
  /** Answers a fetch with images of one pixel, as bright as their z. */
  const answer = ({ z, answer: { resolve } }: (typeof fetches)[number]) =>
    resolve({
      count: z.length,
      width: 1,
      height: 1,
      rgba: Uint8ClampedArray.from(z.flatMap((value) => [value, 0, 0, 255])),
    });
  return { sheet, draws, fetches, answer };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test('images come in batches, each to its own sample, and are there as they come', async () => {
  const { sheet, draws, fetches, answer } = setUp();
  const done = sheet.draw('c', question(40), 'the prior');
  draws[0]!.resolve(drawn(40));
  await settle();
  expect(sheet.samples).toHaveLength(40);
  expect(fetches[0]!.z).toHaveLength(16);
  answer(fetches[0]!);
  await settle();
  expect(sheet.samples.filter(({ image }) => image)).toHaveLength(16);
  expect(sheet.isAsking).toBe(true);
  answer(fetches[1]!);
  await settle();
  answer(fetches[2]!);
  await done;
  sheet.samples.forEach(({ image, z }) => expect(image?.rgba[0]).toBe(z[0]));
  expect(sheet.isAsking).toBe(false);
});

test('the newest draw wins: what the one before it still brings is left', async () => {
  const { sheet, draws, fetches, answer } = setUp();
  const first = sheet.draw('c', question(2), 'the prior');
  draws[0]!.resolve(drawn(2));
  await settle();
  sheet.toggleMark(1);
  const second = sheet.draw('c', question(2, 2), 'the prior');
  expect(fetches[0]!.signal.aborted).toBe(true);
  draws[1]!.resolve(drawn(2, 100));
  answer(fetches[0]!);
  await first;
  await settle();
  expect(sheet.samples.map(({ z, image }) => [z[0], image])).toEqual([
    [100, null],
    [101, null],
  ]);
  expect(sheet.marked.length).toBe(0);
  answer(fetches[1]!);
  await second;
  expect(sheet.shown?.question.seed).toBe(2);
});

test('a failure is said in its words, and the next draw takes it away', async () => {
  const { sheet, draws, fetches, answer } = setUp();
  const failing = sheet.draw('c', question(1), 'a mixture');
  draws[0]!.reject(new Error('Too large.'));
  await failing;
  expect([sheet.failure, sheet.isAsking]).toEqual(['Too large.', false]);
  const next = sheet.draw('c', question(1), 'the prior');
  expect(sheet.failure).toBe('');
  draws[1]!.resolve(drawn(1));
  await settle();
  answer(fetches[0]!);
  await next;
  sheet.toggleMark(0);
  sheet.keptAs({ 0: 'point-1' });
  expect([sheet.marked.length, sheet.kept[0]]).toEqual([0, 'point-1']);
});
