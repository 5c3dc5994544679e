import { expect, test } from 'vitest';
import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import { TraversalAnswers } from './TraversalAnswers.svelte.ts';
import type { TraversalGrid } from '../../../protocol/codecs/traversalFrame.ts';
import type { TraversalProgress } from '../../../protocol/traversal.ts';
import type { TraversalKey } from '../../connection/fetchTraversal.ts';

const key = (value: number): TraversalKey => ({ start: Float32Array.of(value), order: 'change', rows: 1, columns: 1, range: 3 }); // prettier-ignore
const grid = (decodeMs: number): TraversalGrid => ({ rows: [], offsets: [], width: 1, height: 1, decodeMs, rgba: new Uint8ClampedArray(0) }); // prettier-ignore

function setUp() {
  const asked: {
    key: TraversalKey;
    signal: AbortSignal;
    tell: (progress: TraversalProgress) => void;
    answer: PromiseWithResolvers<TraversalGrid>;
  }[] = [];
  const answers = new TraversalAnswers((_id, asking, signal, tell) => {
    const answer = Promise.withResolvers<TraversalGrid>();
    asked.push({ key: asking, signal: signal!, tell: tell!, answer });
    return answer.promise;
  });
  return { asked, answers };
}

test('the newest wins, whatever order answers come in, and what is there stays until then', async () => {
  const { asked, answers } = setUp();
  const first = answers.ask('c', key(1));
  const second = answers.ask('c', key(2));
  expect(asked[0]!.signal.aborted).toBe(true);
  expect(answers.isAsking).toBe(true);
  asked[1]!.answer.resolve(grid(2));
  await second;
  asked[0]!.answer.resolve(grid(1));
  await first;
  expect(answers.shown?.grid.decodeMs).toBe(2);
  expect(answers.isAsking).toBe(false);
  void answers.ask('c', key(3));
  expect(answers.shown?.grid.decodeMs).toBe(2);
});

test('a failure is said in its words; another collection is none', async () => {
  const { asked, answers } = setUp();
  const failing = answers.ask('c', key(1));
  asked[0]!.answer.reject(new Error('Too large.'));
  await failing;
  expect(answers.failure).toBe('Too large.');
  const next = answers.ask('c', key(2));
  asked[1]!.answer.resolve(grid(2));
  await next;
  expect(answers.failure).toBe('');
  const gone = answers.ask('c', key(3));
  asked[2]!.answer.reject(new CollectionGone('gone'));
  await gone;
  expect(answers.failure).toBe('');
  expect(answers.isAsking).toBe(false);
  answers.clear();
  expect(answers.shown).toBeNull();
});

test('progress is that of the newest, and left it is no longer waited for', async () => {
  const { asked, answers } = setUp();
  const first = answers.ask('c', key(1));
  void answers.ask('c', key(2));
  const words = 'Measuring';
  asked[1]!.tell({ words, done: 1, total: 4 });
  asked[0]!.tell({ words, done: 3, total: 4 });
  expect(answers.progress).toEqual({ words, done: 1, total: 4 });
  asked[0]!.answer.reject(new Error('aborted'));
  await first;
  expect(answers.progress?.done).toBe(1);
  answers.leave();
  expect(asked[1]!.signal.aborted).toBe(true);
  expect([answers.isAsking, answers.progress, answers.failure]).toEqual([false, null, '']);
});
