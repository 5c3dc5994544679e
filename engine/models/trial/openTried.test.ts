import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../protocol/EngineError.ts';
import { makeOpenModel } from '../../workspace/testing/makeOpenModel.ts';
import { makeTestModel } from '../../workspace/testing/makeTestModel.ts';
import { modelFolder } from '../testing/modelFolder.ts';
import { openTried, type TrialLimits } from './openTried.ts';
import { HOSTILE_DECODERS } from './testing/hostileDecoders.ts';

// Each trial is a process that loads ONNX Runtime.
vi.setConfig({ testTimeout: 60_000 });

let cacheFolder = '';
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'hourglass-trials-'));
});
afterEach(() => rm(cacheFolder, { recursive: true, force: true }));

/** A trial under this limit ends before it is begun: what opens all the same was not tried. */
const NO_TIME: TrialLimits = { timeoutMs: 1 };

async function open(path: string, limits: TrialLimits = {}): Promise<string> {
  const model = await openTried(path, { provider: 'cpu', cacheFolder }, limits);
  await model.dispose();
  return model.info.name;
}

async function refusal(path: string, limits?: TrialLimits): Promise<EngineError> {
  const thrown: unknown = await open(path, limits).catch((error: unknown) => error);
  if (!(thrown instanceof EngineError)) throw new Error(`expected an EngineError, got ${String(thrown)}`);
  return thrown;
}

async function refusalOf(kind: keyof typeof HOSTILE_DECODERS, limits?: TrialLimits): Promise<EngineError> {
  await using folder = await modelFolder({ 'hostile-decoder.onnx': HOSTILE_DECODERS[kind]() });
  return await refusal(join(folder.path, 'hostile-decoder.onnx'), limits);
}

test('a graph that aborts ONNX Runtime is refused in words, and a good model opens afterwards', async () => {
  const { code, message } = await refusalOf('aborting');
  expect(code).toBe('bad-model');
  expect(message).toMatch(/^"hostile-decoder\.onnx" ended the process that tried it \(.+\), so it is not/);
  expect(await open(await makeTestModel(join(cacheFolder, 'good')))).toBe('cosines');
});

test('a graph with a loop that never ends is refused when its time is over', async () => {
  const { code, message } = await refusalOf('endless', { timeoutMs: 2000 });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/^"hostile-decoder\.onnx" was not done after 2 s/);
});

test.skipIf(process.platform === 'win32')(
  'a graph that asks for more memory than it may is refused',
  async () => {
    const { code, message } = await refusalOf('giant', { memoryBytes: 2 ** 29 });
    expect(code).toBe('bad-model');
    expect(message).toMatch(/^"hostile-decoder\.onnx" took more than 0\.5 GB of memory/);
  },
);

test('what is wrong in words is told in the words of openModel', async () => {
  await using folder = await modelFolder({ 'decoder.onnx': 'not a graph' });
  expect(await refusal(folder.path)).toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('"decoder.onnx" is'),
  });
});

test('a model that passed is not tried again, until its weights or its description change', async () => {
  const folder = await makeTestModel(join(cacheFolder, 'model'));
  expect((await refusal(folder, NO_TIME)).message).toContain('was not done after');
  await open(folder);
  expect(await open(folder, NO_TIME)).toBe('cosines');

  const description = join(folder, 'model.json');
  const before = await readFile(description, 'utf8');
  await writeFile(description, before.replace('cosines', 'other'));
  expect((await refusal(folder, NO_TIME)).message).toContain(basename(folder));
  await writeFile(description, before);
  expect(await open(folder, NO_TIME)).toBe('cosines');

  // Another decoder between the same sizes.
  const other = await makeTestModel(join(cacheFolder, 'other'), { side: 8, latent: 4 });
  await writeFile(join(folder, 'decoder.onnx'), await readFile(join(other, 'decoder.onnx')));
  expect((await refusal(folder, NO_TIME)).message).toContain('was not done after');
});

test('a model that passed at one size of its images is tried at another', async () => {
  const path = await makeOpenModel(join(cacheFolder, 'open'));
  const at = (width: number, limits?: TrialLimits) => {
    const size = { width, height: 64, by: 'person' } as const;
    return openTried(path, { provider: 'cpu', cacheFolder, size }, limits).then((model) => model.dispose());
  };
  await at(64);
  await at(64, NO_TIME);
  await expect(at(96, NO_TIME)).rejects.toThrow('was not done after');
  await at(96);
  await at(96, NO_TIME);
});

test('halves that each passed with another half are tried together', async () => {
  const [first, second] = [join(cacheFolder, 'a'), join(cacheFolder, 'b')];
  await makeTestModel(first, { latent: 4 });
  await makeTestModel(second, { latent: 5 });
  await open(first);
  await open(second);
  await writeFile(join(first, 'decoder.onnx'), await readFile(join(second, 'decoder.onnx')));
  expect((await refusal(first, NO_TIME)).message).toContain('was not done after');
});

test('a bundled model opens without a trial', async () => {
  await makeTestModel(join(cacheFolder, 'bundled', 'letters'));
  vi.stubEnv('HOURGLASS_MODELS', join(cacheFolder, 'bundled'));
  try {
    expect(await open('letters', NO_TIME)).toBe('cosines');
  } finally {
    vi.unstubAllEnvs();
  }
});
