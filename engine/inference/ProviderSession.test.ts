import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProviderName } from '../../protocol/provider.ts';
import { makeModel, writeOnnx } from '../onnx/model.ts';
import { floatTensor, makeNode, makeValueInfo } from '../onnx/node.ts';
import { onnx } from '../onnx/proto.ts';
import { CrashGuard, isMarkOf } from './CrashGuard.ts';
import { createSession } from './createSession.ts';
import { machineSignature } from './machineSignature.ts';
import { providerCandidates } from './providerCandidates.ts';
import { ProviderSession, type ProviderSessionOptions } from './ProviderSession.ts';

/** y = x + amount: an honest graph, or one whose output is wrong. */
const adding = (amount: number): Uint8Array =>
  writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'add',
        node: [makeNode('Add', ['x', 'amount'], ['y'])],
        initializer: [floatTensor('amount', [], [amount])],
        input: [makeValueInfo('x', 'float32', ['N'])],
        output: [makeValueInfo('y', 'float32', ['N'])],
      }),
    ),
  );
const graph = adding(1);
const feeds = { x: new Tensor('float32', Float32Array.of(1, 2), [2]) };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-providers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A provider that stands in for a GPU's: runs on the CPU, delayed, wrong, or refusing. */
type Stand = { refuses?: string; delayMs?: number; wrong?: boolean; failsAfter?: number };

function options(stands: Partial<Record<ProviderName, Stand>>, more: Partial<ProviderSessionOptions> = {}) {
  const opened: ProviderName[] = [];
  const create: typeof createSession = async (bytes, sessionOptions) => {
    const stand = stands[sessionOptions.provider] ?? {};
    opened.push(sessionOptions.provider);
    if (stand.refuses) throw new Error(stand.refuses);
    const session = await createSession(stand.wrong ? adding(2) : bytes, { provider: 'cpu' });
    let runs = 0;
    const run = session.run.bind(session);
    const standIn = async (given: InferenceSession.FeedsType) => {
      if (++runs > (stand.failsAfter ?? Infinity)) throw new Error('device lost');
      if (stand.delayMs) await new Promise((resolve) => setTimeout(resolve, stand.delayMs));
      return run(given);
    };
    return Object.assign(session, { run: standIn });
  };
  const all: ProviderSessionOptions = {
    key: 'model decoder',
    candidates: ['cuda', 'webgpu', 'cpu'],
    cacheFolder: folder,
    trial: { feeds, items: 2, output: 'y', tolerance: () => 0.01 },
    create,
    ...more,
  };
  return { all, opened };
}

test("the fastest that agrees with the CPU is kept, each refusal in the provider's own words", async () => {
  const { all } = options({
    cpu: { delayMs: 30 },
    cuda: { refuses: 'libcudart.so.12: cannot open' },
    webgpu: {},
  });
  const session = await ProviderSession.open(graph, all);
  expect(session.report.chosen).toBe('webgpu');
  expect(session.report.attempts.map(({ provider, outcome, reason }) => [provider, outcome, reason])).toEqual(
    [
      ['cuda', 'refused', 'libcudart.so.12: cannot open'],
      ['webgpu', 'chosen', undefined],
      ['cpu', 'slower', undefined],
    ],
  );
  expect((await session.run(feeds))['y']?.data).toEqual(Float32Array.of(2, 3));
  await session.dispose();
  await session.dispose();
});

test('a provider whose output is wrong is refused with the distance', async () => {
  const { all } = options(
    { cpu: { delayMs: 30 }, webgpu: { wrong: true } },
    { candidates: ['webgpu', 'cpu'] },
  );
  const session = await ProviderSession.open(graph, all);
  expect(session.report).toMatchObject({
    chosen: 'cpu',
    attempts: [
      {
        provider: 'webgpu',
        outcome: 'refused',
        reason: "its output is up to 1 from the CPU's, allowed is 0.01",
        maxDifference: 1,
      },
      { provider: 'cpu', outcome: 'chosen' },
    ],
  });
  await session.dispose();
});

test('a choice is remembered, and measured again when it no longer opens', async () => {
  const first = options({ cpu: { delayMs: 30 } });
  await (await ProviderSession.open(graph, first.all)).dispose();
  expect(first.opened).toEqual(['cpu', 'cuda', 'webgpu']);
  expect(await readdir(folder)).toEqual(['providers.json']);

  const chosen = Object.values(
    (
      JSON.parse(await readFile(join(folder, 'providers.json'), 'utf8')) as {
        entries: Record<string, { chosen: ProviderName }>;
      }
    ).entries,
  )[0]!.chosen;
  const second = options({ cpu: { delayMs: 30 } });
  await (await ProviderSession.open(graph, second.all)).dispose();
  expect(second.opened).toEqual([chosen]);

  const third = options({ cpu: { delayMs: 30 }, [chosen]: { refuses: 'driver gone' } });
  const session = await ProviderSession.open(graph, third.all);
  expect(session.report.attempts).toContainEqual({
    provider: chosen,
    outcome: 'refused',
    reason: 'driver gone',
  });
  await session.dispose();
});

test('a damaged memory is measured again', async () => {
  await writeFile(join(folder, 'providers.json'), '{"entries": {"model');
  const { all, opened } = options({});
  await (await ProviderSession.open(graph, all)).dispose();
  expect(opened).toEqual(['cpu', 'cuda', 'webgpu']);
});

test('an explicit choice is kept even when slower, and falls back to the CPU with its reason', async () => {
  const slow = await ProviderSession.open(
    graph,
    options({ webgpu: { delayMs: 30 } }, { provider: 'webgpu' }).all,
  );
  expect(slow.report.chosen).toBe('webgpu');
  await slow.dispose();
  const refused = options({ cuda: { refuses: 'no CUDA' } }, { provider: 'cuda' });
  const session = await ProviderSession.open(graph, refused.all);
  expect(session.report).toMatchObject({
    chosen: 'cpu',
    attempts: [
      { provider: 'cuda', outcome: 'refused', reason: 'no CUDA' },
      { provider: 'cpu', outcome: 'chosen' },
    ],
  });
  await session.dispose();
});

test('a provider that fails in use is left for the next, once, whatever runs at the same time', async () => {
  const { all, opened } = options(
    { cpu: { delayMs: 30 }, webgpu: { failsAfter: 9 } },
    { candidates: ['webgpu', 'cpu'] },
  );
  const session = await ProviderSession.open(graph, all);
  expect(session.report.chosen).toBe('webgpu');
  const answers = await Promise.all(Array.from({ length: 6 }, () => session.run(feeds)));
  expect(answers.map((answer) => answer['y']?.data)).toEqual(answers.map(() => Float32Array.of(2, 3)));
  expect(session.report).toMatchObject({
    chosen: 'cpu',
    attempts: [
      { provider: 'webgpu', outcome: 'refused', reason: 'it failed in use: device lost' },
      { provider: 'cpu', outcome: 'chosen' },
    ],
  });
  expect(opened).toEqual(['cpu', 'webgpu', 'cpu']);
  await session.dispose();
});

// No process has this number: Linux counts to 2^22 at most, others to less.
const NO_PID = 2 ** 30;

/** Leaves the mark of a process that ended in a trial. */
async function leaveMark(name: string, at = Date.UTC(2026, 0, 2), pid = NO_PID): Promise<void> {
  const mark = { pid, at, machine: machineSignature() };
  await writeFile(join(folder, `trying-webgpu-${name}.json`), JSON.stringify(mark));
}

const marks = async () => (await readdir(folder)).filter((name) => name.startsWith('trying-'));

test('the mark of a trial under way tells its process', async () => {
  await new CrashGuard(folder, 'a machine').guarded('webgpu', async () => {
    const [name = '', ...others] = await marks();
    expect(others).toEqual([]);
    expect(isMarkOf(name, process.pid)).toBe(true);
    expect(isMarkOf(name, Number(`1${process.pid}`))).toBe(false);
  });
});

test('a process that was killed in a trial costs no provider; the next that comes through forgives it', async () => {
  // As a process before this one had the same number, and as the clock was ahead.
  for (const [at, pid] of [
    [0, NO_PID],
    [Date.now(), process.pid],
    [Date.now() + 1e9, process.ppid],
  ] as const) {
    await leaveMark('a', at, pid);
    const { all, opened } = options({}, { candidates: ['webgpu', 'cpu'], key: `${pid}` });
    await (await ProviderSession.open(graph, all)).dispose();
    expect(opened).toEqual(['cpu', 'webgpu']);
    expect(await marks()).toEqual([]);
  }
});

test.each([
  ['in good order', `process.on('SIGTERM', () => process.exit(0)); process.kill(process.pid, 'SIGTERM');`, 0],
  ['by force', `process.kill(process.pid, 'SIGKILL');`, 1],
])('a process that ends %s while it tries a provider', async (_, end, left) => {
  const code = `
    const { CrashGuard } = await import(${JSON.stringify(new URL('./CrashGuard.ts', import.meta.url).href)});
    await new CrashGuard(${JSON.stringify(folder)}, 'a machine').guarded('webgpu', () => {
      ${end}
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(await marks()).toHaveLength(left);
});

test('a provider that ended the process twice in a row is not tried again until a person asks for it', async () => {
  await leaveMark('a', Date.UTC(2026, 0, 1));
  await leaveMark('b');
  const stands = { cpu: { delayMs: 30 } };
  const auto = options(stands, { candidates: ['webgpu', 'cpu'] });
  const session = await ProviderSession.open(graph, auto.all);
  expect(auto.opened).toEqual(['cpu']);
  expect(session.report.attempts[0]).toEqual({
    provider: 'webgpu',
    outcome: 'refused',
    reason: 'it ended the engine when it was tried on 2026-01-02; choose it explicitly to try again',
  });
  await session.dispose();
  const asked = await ProviderSession.open(graph, options(stands, { provider: 'webgpu' }).all);
  expect(asked.report.chosen).toBe('webgpu');
  await asked.dispose();
  expect(await readdir(folder)).toEqual(['providers.json']);
});

test('a new driver or runtime lets a provider be tried again', async () => {
  await writeFile(
    join(folder, 'trying-webgpu-1073741824.json'),
    JSON.stringify({ pid: 2 ** 30, at: 0, machine: 'another' }),
  );
  const { all, opened } = options({}, { candidates: ['webgpu', 'cpu'] });
  await (await ProviderSession.open(graph, all)).dispose();
  expect(opened).toEqual(['cpu', 'webgpu']);
});

test.each([
  ['win32', 'x64', ['webgpu', 'dml', 'cpu']],
  ['darwin', 'arm64', ['coreml', 'webgpu', 'cpu']],
  ['linux', 'x64', ['webgpu', 'cpu']],
  ['linux', 'arm64', ['cpu']],
] as const)('candidates on %s %s', (platform, arch, expected) => {
  expect(providerCandidates(platform, arch, folder)).toEqual(expected);
});

test('CUDA and TensorRT count where their libraries lie beside the addon', async () => {
  await writeFile(join(folder, 'libonnxruntime_providers_cuda.so'), '');
  expect(providerCandidates('linux', 'x64', folder)).toEqual(['cuda', 'webgpu', 'cpu']);
});
