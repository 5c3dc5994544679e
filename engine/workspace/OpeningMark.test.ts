import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LastEnd } from '../supervisor/lastEnd.ts';
import { OpeningMark } from './OpeningMark.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-opening-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ended = (how: string, livedMs = 60_000): LastEnd => ({ how, livedMs, startEmpty: false });

/** An engine that begins to open a model and never comes back from it. Resolves once the mark is written. */
async function dieOpening(mark: OpeningMark, model = '/models/faces'): Promise<void> {
  await new Promise<void>((resolve) => {
    void mark.during(model, () => {
      resolve();
      return new Promise(() => {});
    });
  });
}

test.each(['SIGABRT', 'SIGSEGV', 'SIGILL', 'unresponsive', 'exit code 3221225477'])(
  'a model whose opening ended the engine by %s is not opened again, until a person asks',
  async (how) => {
    await dieOpening(new OpeningMark(folder));
    const next = new OpeningMark(folder);
    expect(await next.read(ended(how, 100))).toBe('/models/faces');
    await next.during('/models/faces', () => Promise.resolve());
    expect(await new OpeningMark(folder).read(null)).toBeNull();
  },
);

test.each([
  ['nobody saw', null],
  ['was a kill after long', ended('SIGKILL')],
])('where the end %s, it is tried once more and then not', async (_, end) => {
  await dieOpening(new OpeningMark(folder));
  const second = new OpeningMark(folder);
  expect(await second.read(end)).toBeNull();
  await dieOpening(second);
  expect(await new OpeningMark(folder).read(end)).toBe('/models/faces');
  // It was said: the next start opens what is open by then.
  expect(await new OpeningMark(folder).read(end)).toBeNull();
});

test('an engine killed again and again soon after its start keeps its model', async () => {
  for (let kill = 0; kill < 5; kill++) {
    const mark = new OpeningMark(folder);
    expect(await mark.read(ended('SIGKILL', 300))).toBeNull();
    await dieOpening(mark);
  }
});

test('a failure in words is no death, and another model has a count of its own', async () => {
  const mark = new OpeningMark(folder);
  await expect(mark.during('/a', () => Promise.reject(new Error('bad model')))).rejects.toThrow('bad model');
  expect(await new OpeningMark(folder).read(ended('SIGABRT'))).toBeNull();
  await dieOpening(mark, '/a');
  const next = new OpeningMark(folder);
  expect(await next.read(null)).toBeNull();
  await dieOpening(next, '/b');
  expect(await new OpeningMark(folder).read(null)).toBeNull();
});
