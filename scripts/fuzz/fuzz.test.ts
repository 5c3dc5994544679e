import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../engine/random/Random.ts';
import { HOSTILE_DECODERS } from '../../engine/models/trial/testing/hostileDecoders.ts';
import { modelFolder } from '../../engine/models/testing/modelFolder.ts';
import { craftModel } from './crafted/craftModel.ts';
import { judgeWords } from './judgeWords.ts';
import { makeFrames } from './makeFrames.ts';
import { makeRequests } from './makeRequests.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateJson } from './mutateJson.ts';
import { openTriedGraphs } from './openTriedGraphs.ts';
import { fuzzTable, runFuzz } from './runFuzz.ts';
import { toldBy } from './toldBy.ts';
import { TARGET_NAMES, targetUrl } from './targetUrls.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

const canWeigh = process.platform === 'linux';

test(
  'each planted fault is found, with the input that met it and how to try it again',
  { timeout: 300_000 },
  async () => {
    const { rows, findings } = await runFuzz({
      targetUrls: [new URL('./fixtures/planted.ts', import.meta.url).href],
      seed: 1,
      seconds: 200,
      tries: 24,
      folder: join(folder, 'planted'),
      limits: { hangMs: 3000, memoryBytes: 250 * 1024 ** 2 },
    });
    const found = findings.map(({ kind, words }) => `${kind}: ${words.slice(0, 60)}`);
    expect(found.toSorted()).toEqual([
      'crash: SIGKILL. ',
      'hang: no answer within 3000 ms',
      'internal: bad-request: The file cannot be read: Invalid typed array le',
      'internal: internal: Error: something',
      'internal: notice: corrupt header: ',
      `long: bad-request: No name: ${'x'.repeat(38)}`,
      ...(canWeigh ? [expect.stringMatching(/^memory: \d+ MB of memory$/)] : []),
    ]);
    expect(rows[0]?.tries).toBe(24);
    expect(fuzzTable(rows)[1]).toMatch(/^planted +24 /);
    const hang = findings.find(({ kind }) => kind === 'hang');
    expect(await readFile(join(hang?.folder ?? '', 'input', 'fault'), 'utf8')).toBe('hang');
    expect(await readFile(join(hang?.folder ?? '', 'finding.txt'), 'utf8')).toMatch(
      /npm run fuzz -- --only planted --seed 1 --try \d+/,
    );
  },
);

test('an engine that a target started and that dies is found as a crash', { timeout: 120_000 }, async () => {
  const { rows, findings } = await runFuzz({
    targetUrls: [new URL('./fixtures/dyingEngine.ts', import.meta.url).href],
    seed: 1,
    seconds: 100,
    tries: 1,
    folder: join(folder, 'dying'),
  });
  expect(findings.map(({ kind, words }) => [kind, words])).toEqual([
    ['crash', expect.stringContaining('The engine ended: SIGKILL.')],
  ]);
  expect(rows[0]?.counts.crash).toBe(1);
});

test('a graph that never ends is answered in words, sooner than a try is called a hang', async () => {
  await using model = await modelFolder({ 'decoder.onnx': HOSTILE_DECODERS.endless() });
  const [told] = await toldBy(() => openTriedGraphs(model.path));
  expect(told?.message).toContain('was not done after 2.5 s');
  expect(judgeWords(told ?? { message: '' })).toBeNull();
});

test('sentences pass, words of the machinery do not', () => {
  const judge = (message: string, code?: string) => judgeWords({ message, ...(code && { code }) });
  expect(judge('"a.png" is cut short (premature end).', 'bad-images')).toBeNull();
  expect(judge('"a.png" cannot be read.', 'internal')).toBe('internal');
  expect(judge('')).toBe('internal');
  expect(judge("Cannot read properties of undefined (reading 'x')")).toBe('internal');
  expect(judge('a'.repeat(401))).toBe('long');
});

test('the same keys give the same changes, others give others', () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => i);
  const texts = (number: number) => [
    Buffer.from(mutateBytes(new Random(1, 'x', number), bytes)).toString('hex'),
    Buffer.from(mutateJson(new Random(1, 'x', number), { a: [1, { b: 'c' }] })).toString(),
  ];
  expect(texts(3)).toEqual(texts(3));
  expect(new Set(Array.from({ length: 50 }, (_, i) => texts(i)[0])).size).toBeGreaterThan(45);
  expect(new Set(Array.from({ length: 50 }, (_, i) => texts(i)[1])).size).toBeGreaterThan(25);
});

test.each([
  ['graphs', craftModel],
  ['frames', makeFrames],
  ['requests', makeRequests],
])('the same keys make the same %s, others make others', (_what, make) => {
  const made = (number: number) =>
    Object.entries(make(new Random(1, 'x', number))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString('base64'),
    ]);
  expect(made(3)).toEqual(made(3));
  expect(new Set(Array.from({ length: 30 }, (_, i) => JSON.stringify(made(i)))).size).toBeGreaterThan(25);
});

test('nothing is found in 20 seconds', { timeout: 300_000 }, async () => {
  const { rows, findings } = await runFuzz({
    targetUrls: TARGET_NAMES.map(targetUrl),
    seed: 1,
    seconds: 20,
    folder: join(folder, 'all'),
  });
  expect(findings).toEqual([]);
  expect(rows.map(({ target }) => target)).toEqual(TARGET_NAMES);
  expect(rows.filter(({ tries }) => tries < 2)).toEqual([]);
});
