import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../engine/random/Random.ts';
import { judgeWords } from './judgeWords.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateJson } from './mutateJson.ts';
import { fuzzTable, runFuzz } from './runFuzz.ts';
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
