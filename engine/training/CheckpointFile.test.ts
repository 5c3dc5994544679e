import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { CheckpointFile, findCheckpoint, readCheckpointHeader, removeCheckpoint } from './CheckpointFile.ts';
import { smallCheckpoint } from './testing/smallCheckpoint.ts';

let root: string;
let model: string;
let notes: string[];
const note = async (words: string) => void notes.push(words);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  model = join(root, 'm');
  notes = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('what was kept is found again, with and without a best so far', async () => {
  for (const kept of [smallCheckpoint(), smallCheckpoint({ best: null })]) {
    await (await CheckpointFile.open(model, kept.key, note)).save(kept);
    const { path, found } = await CheckpointFile.open(model, kept.key, note);
    expect(found).toEqual(kept);
    expect((await readCheckpointHeader(path))?.epoch).toBe(1.8);
  }
  expect(notes).toEqual([]);
  expect(await readdir(root)).toEqual(['m.checkpoint']);
});

test('each of 150 flipped bits is found out', () => {
  const bytes = Buffer.concat(encodeCheckpoint(smallCheckpoint()));
  expect(decodeCheckpoint(bytes)).toEqual(smallCheckpoint());
  const random = new Random(1);
  const accepted: number[] = [];
  for (let flip = 0; flip < 150; flip++) {
    const bit = random.uint32() % (bytes.length * 8);
    const damaged = Uint8Array.from(bytes);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    if (decodeCheckpoint(damaged) !== null) accepted.push(bit);
  }
  expect(accepted).toEqual([]);
});

test.each([
  ['a flipped bit', (bytes: Buffer) => bytes.with(-3, bytes.at(-3)! ^ 4)],
  ['its end cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['a header that is cut short', (bytes: Buffer) => bytes.subarray(0, 40)],
])('a checkpoint with %s is kept aside, and it is said', async (_, damage) => {
  await (await CheckpointFile.open(model, 'this training', note)).save(smallCheckpoint());
  const path = `${model}.checkpoint`;
  const damaged = damage(await readFile(path));
  for (const aside of [`${path}.damaged`, `${path}.damaged-2`]) {
    await writeFile(path, damaged);
    expect((await CheckpointFile.open(model, 'this training', note)).found).toBeNull();
    expect(notes.pop()).toBe(
      `The checkpoint ${path} is damaged, so the training starts afresh; the damaged file was kept as ${aside}.`,
    );
    expect(Buffer.compare(await readFile(aside), damaged)).toBe(0);
  }
});

test("another training's checkpoint is kept aside, and it is said", async () => {
  await (await CheckpointFile.open(model, 'this training', note)).save(smallCheckpoint());
  const { found } = await CheckpointFile.open(model, 'other options', note);
  expect(found).toBeNull();
  expect(notes).toEqual([expect.stringMatching(/starts afresh; it was kept as .*m\.checkpoint\.other\.$/)]);
  expect(decodeCheckpoint(await readFile(`${model}.checkpoint.other`))).toEqual(smallCheckpoint());
});

test('what was being written when a training was killed is cleared away, and nothing else', async () => {
  const bytes = Buffer.concat(encodeCheckpoint(smallCheckpoint()));
  await writeFile(join(root, '.m.checkpoint.0a1b2c3d'), bytes.subarray(0, 200));
  await writeFile(join(root, '.m.checkpoint.1a1b2c3d'), 'mine');
  await CheckpointFile.open(model, 'this training', note);
  expect(await readdir(root)).toEqual(['.m.checkpoint.1a1b2c3d']);
});

test("a person's own m.checkpoint is neither overwritten nor removed", async () => {
  const mine = `${model}.checkpoint`;
  await writeFile(mine, 'weights of my own');
  await mkdir(`${mine}-2`);
  const file = await CheckpointFile.open(model, 'this training', note);
  expect(basename(file.path)).toBe('m.checkpoint-3');
  expect(notes[0]).toBe(`${mine} was not written by Hourglass and is left alone.`);
  await file.save(smallCheckpoint());
  expect((await CheckpointFile.open(model, 'this training', note)).found).toEqual(smallCheckpoint());
  await file.remove();
  await removeCheckpoint(mine);
  expect((await readdir(root)).sort()).toEqual(['m.checkpoint', 'm.checkpoint-2']);
  expect(await readFile(mine, 'utf8')).toBe('weights of my own');
  expect(await findCheckpoint(model)).toBe(file.path);
});

test('what cannot be kept is said once, and once when it can be again', async () => {
  const folder = join(root, 'disk');
  const file = await CheckpointFile.open(join(folder, 'm'), 'this training', note);
  await file.save(smallCheckpoint());
  await rename(folder, `${folder}-gone`);
  await writeFile(folder, 'not a folder');
  await file.save(smallCheckpoint());
  await file.save(smallCheckpoint());
  expect(notes).toEqual([expect.stringContaining('could not be kept in')]);
  await rm(folder);
  await rename(`${folder}-gone`, folder);
  await file.save(smallCheckpoint({ seconds: 9 }));
  expect(notes.slice(1)).toEqual([`The training's state is kept again, in ${file.path}.`]);
  expect((await CheckpointFile.open(join(folder, 'm'), 'this training', note)).found?.seconds).toBe(9);
});
