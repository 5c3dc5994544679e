import { describe, expect, it } from 'vitest';
import { LatestWins } from './LatestWins.ts';

/** A job that the test ends by hand. */
function handDriven() {
  const started: number[] = [];
  const pending: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const run = (request: number) => {
    started.push(request);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    pending.push({ resolve, reject });
    return promise;
  };
  return { started, pending, run };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('LatestWins', () => {
  it('runs one job at a time and only the newest of those that waited', async () => {
    const { started, pending, run } = handDriven();
    const shown: [string, number][] = [];
    const line = new LatestWins<number, string>(
      run,
      (result, request) => shown.push([result, request]),
      () => expect.unreachable(),
    );
    for (const request of [1, 2, 3, 4]) line.submit(request);
    expect(started).toEqual([1]);
    expect(line.droppedCount).toBe(2);
    pending[0]?.resolve('one');
    await settle();
    expect(started).toEqual([1, 4]);
    pending[1]?.resolve('four');
    await line.whenIdle();
    expect(shown).toEqual([
      ['one', 1],
      ['four', 4],
    ]);
    expect(line.busy).toBe(false);
  });

  it('goes on after a failure, and after a callback that throws', async () => {
    const { started, pending, run } = handDriven();
    const errors: unknown[] = [];
    const line = new LatestWins<number, string>(
      run,
      () => {
        throw new Error('drawing failed');
      },
      (error) => errors.push((error as Error).message),
    );
    line.submit(1);
    line.submit(2);
    pending[0]?.reject(new Error('decode failed'));
    await settle();
    pending[1]?.resolve('two');
    await line.whenIdle();
    expect(errors).toEqual(['decode failed', 'drawing failed']);
    line.submit(3);
    expect(started).toEqual([1, 2, 3]);
  });

  it('forgets what waits and ignores what is in flight when cancelled', async () => {
    const { started, pending, run } = handDriven();
    const shown: string[] = [];
    const line = new LatestWins<number, string>(
      run,
      (result) => shown.push(result),
      () => {},
    );
    line.submit(1);
    line.submit(2);
    line.cancel();
    pending[0]?.resolve('one');
    await line.whenIdle();
    expect(started).toEqual([1]);
    expect(shown).toEqual([]);
    line.dispose();
    line.submit(5);
    expect(started).toEqual([1]);
  });
});
