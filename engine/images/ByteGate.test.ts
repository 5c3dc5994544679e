import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ByteGate } from './ByteGate.ts';

const KIB = 1024;

test('jobs wait until their bytes are free, and no more are held at once than the limit', async () => {
  const gate = new ByteGate(100 * KIB);
  let held = 0;
  let most = 0;
  const job = (units: number) =>
    gate.hold(units * KIB, async () => {
      held += units;
      most = Math.max(most, held);
      await setImmediate();
      held -= units;
      return units;
    });
  const sizes = [60, 50, 100, 1, 40, 99, 30, 30, 30];
  expect(await Promise.all(sizes.map(job))).toEqual(sizes);
  expect(most).toBe(100);
  expect(gate.freeBytes).toBe(100 * KIB);
});

test('a job that fails gives its bytes back; one that wants more than there is in all is refused in words', async () => {
  const gate = new ByteGate(64 * KIB);
  const failing = gate.hold(64 * KIB, () => Promise.reject(new Error('damaged')));
  await expect(failing).rejects.toThrow('damaged');
  expect(gate.freeBytes).toBe(64 * KIB);
  await expect(gate.hold(65 * KIB, () => 1)).rejects.toThrow(
    'takes 65 kB of memory to decode; at most 64 kB are used: save it smaller',
  );
  await expect(gate.hold(NaN, () => 1)).rejects.toThrow('at most');
});

test('a thread’s bytes keep others waiting, and are given back when it ends in the middle', async () => {
  const gate = new ByteGate(10 * KIB);
  const share = gate.share();
  const url = JSON.stringify(new URL('./ByteGate.ts', import.meta.url).href);
  const worker = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     import(${url}).then(({ ByteGate }) => new ByteGate(workerData).hold(${8 * KIB}, () => {
       parentPort.postMessage('held');
       return new Promise(() => setInterval(() => {}, 1000));
     }));`,
    { eval: true, workerData: share },
  );
  await new Promise((resolve) => worker.once('message', resolve));
  expect(gate.freeBytes).toBe(2 * KIB);
  let ran = false;
  const waiting = gate.hold(5 * KIB, () => (ran = true));
  await setImmediate();
  expect(ran).toBe(false);
  await worker.terminate();
  gate.reclaim(share);
  expect(await waiting).toBe(true);
  expect(gate.freeBytes).toBe(10 * KIB);
});
