import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endByForce, processTree, stillRunning, type RunningProcess } from '../e2e/processTree.ts';
import { makeTestImages } from '../engine/workspace/testing/makeTestImages.ts';

const root = resolve(import.meta.dirname, '..');
/** A training that ends early writes its model first. */
const GONE_WITHIN_MS = 15_000;
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGHUP'] as const;

let folder: string;
let started: RunningProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-orphans-'));
  started = [];
});
afterEach(async () => {
  endByForce(started);
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** Resolves once the process has printed something like that, with its process tree. */
async function untilPrinted(child: ChildProcess, wanted: RegExp): Promise<RunningProcess[]> {
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (wanted.test(printed)) resolve();
      });
    }
    child.on('close', () => reject(new Error(`it ended, and printed: ${printed}`)));
  });
  started = processTree(child.pid!);
  return started;
}

/** Ends one link of a chain, the first whose command is so, and waits until none of the chain is left. */
async function expectGoneAfter(signal: NodeJS.Signals, link: RegExp): Promise<void> {
  const ended = started.find(({ command }) => link.test(command));
  if (!ended) throw new Error(`no ${link} among ${started.map(({ command }) => command).join('\n')}`);
  process.kill(ended.pid, signal);
  await expect
    .poll(() => stillRunning(started).map(({ command }) => command), {
      timeout: GONE_WITHIN_MS,
      interval: 200,
    })
    .toEqual([]);
}

// Windows has no signals but the end by force, and lists no processes for this test.
describe.skipIf(process.platform === 'win32')('no process is left behind', () => {
  describe.each(SIGNALS)('%s', (signal) => {
    test.each([
      ['npm', /^npm /],
      ['the starter', /^\S*node \S*scripts\/start\.mjs/],
      ['the launcher', /scripts\/launch\.ts/],
    ])('to %s of npm start', async (_, link) => {
      const child = spawn('npm', ['start', '--', '--no-window', '--data', join(folder, 'data')], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const tree = await untilPrinted(child, /Hourglass is at/);
      expect(tree.some(({ command }) => command.includes('engine/main.ts'))).toBe(true);
      await expectGoneAfter(signal, link);
    });

    test.each([
      ['npx', /^npm /],
      ['the command', /scripts\/hourglass\.mjs|bin\/hourglass/],
      ['the work', /engine\/cli\/main\.ts/],
    ])('to %s of npx hourglass train', async (_, link) => {
      const images = await makeTestImages(join(folder, 'images'), { count: 40 });
      const train = ['train', images, '--latent', '2', '--preset', 'quick', '--seconds', '300'];
      const child = spawn('npx', ['--no', 'hourglass', '--', ...train, '--out', join(folder, 'model')], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HOURGLASS_DATA: join(folder, 'data') },
      });
      await untilPrinted(child, /40 images at/);
      await expectGoneAfter(signal, link);
    });
  });
});
