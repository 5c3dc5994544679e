import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { MAX_JSON_BYTES } from '../files/jsonFile.ts';
import { SessionFile } from './SessionFile.ts';

let folder: string;
let path: string;
let told: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-session-file-'));
  path = join(folder, 'session.json');
  told = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sessionFile = () => new SessionFile(folder, (error) => told.push(error.message));
const asideNames = async () => (await readdir(folder)).filter((name) => name.startsWith('session.damaged-'));

/** A session with something in each part. Resolves to its text. */
async function written(): Promise<string> {
  const file = sessionFile();
  file.value.model = { path: '/models/faces' };
  file.value.collection = {
    ...{ id: 'abc', paths: ['/data/uploads/x/a.png'], name: 'a.png' },
    ...{ samplesOf: null, sampled: false },
  };
  file.value.waiting = { paths: ['/data/uploads/x/b', '/c'], name: 'b and 1 more', count: 12 };
  file.value.settings = { provider: 'cpu', fit: 'contain', background: '#123456' };
  file.remember({ kind: 'images', path: '/images', name: 'images' });
  file.remember({ kind: 'model', path: '/models/faces', name: 'Faces' });
  await file.save();
  return readFile(path, 'utf8');
}

const changed = (text: string, change: (session: Record<string, unknown>) => void): string => {
  const session = JSON.parse(text) as Record<string, unknown>;
  change(session);
  return JSON.stringify(session);
};

test('what was saved is read whole, with a byte order mark and without the sum of later versions too', async () => {
  const text = await written();
  const plain = changed(text, (session) => delete session['sum']);
  for (const given of [text, `\uFEFF${text}`, plain, changed(text, () => {})]) {
    await writeFile(path, given);
    const file = sessionFile();
    expect(await file.read()).toBe(true);
    expect(file.value.model).toEqual({ path: '/models/faces' });
    expect(await file.isWhole()).toBe(true);
  }
  expect(told).toEqual([]);
  expect(await asideNames()).toEqual([]);
});

test('settings of an earlier version are chosen ones where they are not its defaults', async () => {
  const text = await written();
  const earlier = async (settings: object) => {
    const given = changed(text, (session) => {
      delete session['sum'];
      delete session['settingsSayNull'];
      session['settings'] = settings;
    });
    await writeFile(path, given);
    const file = sessionFile();
    await file.read();
    return file.value.settings;
  };
  const provider = 'cpu';
  expect(await earlier({ provider, fit: 'cover', background: '#000000' })).toEqual({
    ...{ provider, fit: null, background: null },
  });
  const chosen = { provider, fit: 'contain', background: '#123456' };
  expect(await earlier(chosen)).toEqual(chosen);

  // Black that was chosen in this version stays chosen.
  const file = sessionFile();
  file.value.settings = { provider, fit: 'cover', background: '#000000' };
  await file.save();
  const again = sessionFile();
  await again.read();
  expect(again.value.settings).toEqual(file.value.settings);
});

test('images that wait for a model are read again, counted or not; a session of an earlier version has none', async () => {
  const text = await written();
  const unsummed = (change: (session: Record<string, unknown>) => void) =>
    changed(text, (session) => {
      delete session['sum'];
      change(session);
    });
  const waiting = { paths: ['/data/uploads/x/b', '/c'], name: 'b and 1 more', count: 12 };
  for (const [given, expected] of [
    [text, waiting],
    [unsummed((session) => (session['waiting'] = { ...waiting, count: null })), { ...waiting, count: null }],
    [unsummed((session) => (session['waiting'] = null)), null],
    [unsummed((session) => delete session['waiting']), null],
  ] as const) {
    await writeFile(path, given);
    const file = sessionFile();
    await file.read();
    expect(file.value.waiting).toEqual(expected);
  }
  expect(told).toEqual([]);
});

test('a first start is one without a file, and with nothing to say', async () => {
  expect(await sessionFile().read()).toBe(false);
  expect(told).toEqual([]);
});

test.each<[string, (text: string) => string, RegExp, object]>([
  ['cut short', (text) => text.slice(0, 100), /cut short/, { model: null, recent: [] }],
  ['empty', () => '', /it is empty/, { model: null }],
  ['of zeros', (text) => '\0'.repeat(text.length), /no JSON/, { model: null }],
  ['of a list', () => '[]', /Expected/, { model: null }],
  ['null', () => 'null', /Expected/, { model: null }],
  [
    'of a newer format',
    (text) => changed(text, (session) => (session['format'] = 2)),
    /format 2, of a newer Hourglass/,
    { format: 1, model: { path: '/models/faces' }, settings: { fit: 'contain' } },
  ],
  [
    'with a provider that is unknown',
    (text) =>
      changed(
        text,
        (session) => (session['settings'] = { provider: 'tpu', fit: 'contain', background: '#123456' }),
      ),
    /settings\.provider/,
    { settings: { provider: 'auto', fit: 'contain', background: '#123456' }, collection: { id: 'abc' } },
  ],
  [
    'with a recent item that is none',
    (text) => changed(text, (session) => (session['recent'] as unknown[]).splice(1, 0, { kind: 'film' })),
    /recent\.1/,
    { recent: [{ kind: 'model' }, { kind: 'images' }], model: { path: '/models/faces' } },
  ],
  ...[
    ['a list in place of what waits', []],
    ['waiting images without paths', { paths: [], name: 'b', count: 12 }],
    ['waiting images that are half counted', { paths: ['/c'], name: 'c', count: 1.5 }],
    ['waiting images at no path', { paths: [7], name: 'c', count: null }],
  ].map(([words, waiting]): [string, (text: string) => string, RegExp, object] => [
    `with ${words as string}`,
    (text) => changed(text, (session) => (session['waiting'] = waiting)),
    /waiting/,
    { waiting: null, model: { path: '/models/faces' }, collection: { id: 'abc' } },
  ]),
  [
    'with one letter changed in a path',
    (text) => text.replace('uploads/x', 'uploads/y'),
    /changed after it was written/,
    { settings: { provider: 'cpu' }, waiting: { count: 12 } },
  ],
])('a file %s is told and kept, and what is valid in it is used', async (_, damage, reason, rest) => {
  const text = damage(await written());
  await writeFile(path, text);
  const file = sessionFile();
  expect(await file.read()).toBe(true);
  expect(file.value).toMatchObject(rest);
  const [aside, ...others] = await asideNames();
  expect(others).toEqual([]);
  expect(told).toEqual([expect.stringMatching(reason)]);
  expect(told[0]).toContain(join(folder, aside!));
  expect(await readFile(join(folder, aside!), 'utf8')).toBe(text);
  // Until the copy is gone, what it may have named is not cleared away; what is saved now does not touch it.
  await file.save();
  expect(await file.isWhole()).toBe(false);
  expect(await readFile(join(folder, aside!), 'utf8')).toBe(text);
  await rm(join(folder, aside!));
  expect(await sessionFile().isWhole()).toBe(true);
});

test('a folder in its place, and a file larger than any session, are put aside too', async () => {
  await mkdir(join(path, 'inside'), { recursive: true });
  expect(await sessionFile().read()).toBe(true);
  await writeFile(path, '');
  await truncate(path, MAX_JSON_BYTES + 1);
  expect(await sessionFile().read()).toBe(true);
  expect(told).toEqual([expect.stringMatching(/a folder, not a file/), expect.stringMatching(/at most/)]);
  expect(await asideNames()).toHaveLength(2);
});

test('of 1,500 mutants none is read as a first start, none is lost, and the copies do not grow without end', async () => {
  const text = await written();
  const random = new Random(7);
  let damaged = 0;
  for (let round = 0; round < 1500; round++) {
    const bytes = Buffer.from(text);
    for (let change = random.below(4); change >= 0; change--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    const mutant = random.below(4) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
    await writeFile(path, mutant);
    const before = new Set(await asideNames());
    const file = sessionFile();
    expect(await file.read()).toBe(true);
    const aside = (await asideNames()).find((name) => !before.has(name));
    if (aside === undefined) continue;
    damaged++;
    expect((await readFile(join(folder, aside))).equals(mutant)).toBe(true);
  }
  expect(damaged).toBeGreaterThan(1400);
  expect(told).toHaveLength(damaged);
  expect((await asideNames()).length).toBeLessThanOrEqual(20);
});
