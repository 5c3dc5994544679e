import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import { parseNpyHeader } from '../images/arrays/parseNpyHeader.ts';
import { readLatents } from '../exports/readLatents.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { LATENT_SIZE, numberedLatents } from '../store/testing/numberedImages.ts';
import { checkedInput } from './checkedInput.ts';
import { run } from './exportData.ts';
import { makeTakenCollection, type TakenCollection } from './testing/takenCollection.ts';

let taken: TakenCollection;
beforeEach(async () => {
  taken = await makeTakenCollection();
});
afterEach(() => rm(taken.root, { recursive: true, force: true }));

const take = (more: object, context = idleContext()) =>
  run(checkedInput(OPERATIONS.exportData, { ...taken.given, name: 'taken', ...more }), context);

const ALL = [0, 1, 2, 3, 4, 5];
const paths = () => taken.sources.map(({ path, row }) => (row === undefined ? path : `${path}[${row}]`));

test('CSV has path, label, z and every column, as a spreadsheet reads them', async () => {
  const told: object[] = [];
  const result = await take(
    { format: 'csv' },
    idleContext({ progress: async (progress) => void told.push(progress) }),
  );
  expect(result).toEqual({ out: join(taken.folder, 'taken.csv'), count: 6, unreadable: [], leftOut: 0 });
  expect(told.at(-1)).toEqual({ done: 6, total: 6, detail: 'writing' });
  const [one, two, what, dog, ...array] = paths();
  expect(await readFile(result.out, 'utf8')).toBe(
    [
      'path,label,z1,z2,z3,weight,taken,sharp,path (2),word,good,a/b,note',
      `${one},cat,0,-0,0,1.5,2026-03-14,true,shelf 1,"Ünïcode, ""quoted""",true,false,`,
      `${two},dog,1,-1,0.5,-0.25,2026-03-15T09:30:00.000Z,false,shelf 2,"line\nbreak",true,true,`,
      `${what},cat,2,-2,1,,,true,shelf 1,😀 and\ttab,false,true,`,
      `${dog},dog,3,-3,1.5,,,,,,false,false,looks =odd`,
      ...array.map((path, i) => `${path},,${4 + i},${-4 - i},${2 + i / 2},,,,,,false,false,`),
      '',
    ].join('\n'),
  );
});

test.each(['csv', 'npz', 'parquet'] as const)('.%s holds z as it is stored, row by row', async (format) => {
  const { out } = await take({ format });
  const { z, paths: read } = await readLatents(await readFile(out), out, LATENT_SIZE);
  expect(z).toEqual(numberedLatents(ALL));
  expect(read).toEqual(paths());
});

test('Parquet keeps types: numbers, flags, times and texts, null for none', async () => {
  const { out } = await take({ format: 'parquet', ranges: [[1, 4]] });
  const rows = await parquetReadObjects({ file: new Uint8Array(await readFile(out)).buffer });
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({
    ...{ label: 'dog', z1: 1, weight: -0.25, taken: new Date('2026-03-15T09:30:00Z'), sharp: false },
    ...{ 'path (2)': 'shelf 2', good: true, 'a/b': true, note: null },
  });
  expect(rows[2]).toMatchObject({ weight: null, taken: null, sharp: null, good: false, note: 'looks =odd' });
});

test('NPZ holds an array a column, none with a name that leads anywhere', async () => {
  const { out } = await take({ format: 'npz' });
  const members = unzipSync(await readFile(out));
  const said = Object.entries(members).map(([name, bytes]) => {
    const descr = /'descr': '([^']+)'/.exec(new TextDecoder().decode(bytes))?.[1];
    return `${name} ${descr}`;
  });
  expect(said).toEqual([
    ...['z.npy <f4', `path.npy <U${Math.max(...paths().map((path) => path.length))}`, 'label.npy <U3'],
    ...['weight.npy <f8', 'taken.npy <M8[ms]', 'sharp.npy <f8', 'path (2).npy <U7', 'word.npy <U17'],
    ...['good.npy |b1', 'a_b.npy |b1', 'note.npy <U10'],
  ]);
  const word = parseNpyHeader(members['word.npy']!);
  // A character beyond the basic plane is one of UTF-32.
  const third = new Uint32Array(members['word.npy']!.slice(word.dataOffset).buffer, 2 * 17 * 4, 3);
  expect([...third]).toEqual([0x1f600, 0x20, 0x61]);
});

test('columns that are not wanted are left out; path, label and z stay', async () => {
  const { out } = await take({ format: 'csv', columns: ['good', 'weight'], ranges: [[0, 1]] });
  const [header, ...rows] = (await readFile(out, 'utf8')).trimEnd().split('\n');
  expect(header).toBe('path,label,z1,z2,z3,weight,good');
  expect(rows).toHaveLength(1);
});

test('the folder for the Projector has a line a row in each file, and a sprite of the thumbnails', async () => {
  const { out } = await take({ format: 'projector', name: 'v1.2' });
  expect(out).toBe(join(taken.folder, 'v1.2'));
  expect((await readdir(taken.folder)).sort()).toEqual(['v1.2']);
  const lines = async (name: string) => (await readFile(join(out, name), 'utf8')).split('\n').slice(0, -1);
  const tensors = await lines('tensors.tsv');
  expect(tensors.map((line) => line.split('\t').map(Number))).toEqual(ALL.map((n) => [n, 0 - n, n / 2]));
  const metadata = await lines('metadata.tsv');
  expect(metadata).toHaveLength(7);
  expect(new Set(metadata.map((line) => line.split('\t').length))).toEqual(new Set([10]));
  const config = JSON.parse(await readFile(join(out, 'projector_config.json'), 'utf8')) as object;
  expect(config).toMatchObject({
    embeddings: [{ tensorShape: [6, 3], sprite: { imagePath: 'sprite.png', singleImageDim: [2, 2] } }],
  });
  const { data } = await sharp(join(out, 'sprite.png')).raw().toBuffer({ resolveWithObject: true });
  // Three tiles of two pixels a line: the fourth row's begins the second line.
  expect([data[4 * 2], data[2 * 6 * 4]]).toEqual([1, 3]);
});

test('paths are lines; what has none is told', async () => {
  const { out, count } = await take({ format: 'paths' });
  expect(await readFile(out, 'utf8')).toBe(`${paths().join('\n')}\n`);
  expect([out, count]).toEqual([join(taken.folder, 'taken.txt'), 6]);
});

test('decoded points have a name and an origin, and the command line reads them back', async () => {
  const origin = { kind: 'image' as const, row: 2, name: 'cat/what?.png', z: [2, -2, 1] };
  const points = [
    { id: 'a', name: 'Point 1', z: [0.1, 0.2, 0.3].map(Math.fround), origin },
    {
      id: 'b',
      name: 'Zwei, 2',
      z: [1, 2, 3],
      origin: { kind: 'mean' as const, name: 'the mean', z: [0, 0, 0] },
    },
  ];
  const csv = await take({ format: 'csv', points });
  expect(await readFile(csv.out, 'utf8')).toBe(
    'name,z1,z2,z3,origin,origin_kind\nPoint 1,0.1,0.2,0.3,cat/what?.png,image\n"Zwei, 2",1,2,3,the mean,mean\n',
  );
  for (const format of ['csv', 'npz', 'parquet'] as const) {
    const { out } = await take({ format, points, name: format });
    const { z, paths: names } = await readLatents(await readFile(out), out, 3);
    expect(names).toEqual(['Point 1', 'Zwei, 2']);
    expect(z).toEqual(Float32Array.of(0.1, 0.2, 0.3, 1, 2, 3));
  }
  expect(() => take({ format: 'paths', points })).toThrow('Decoded points have no paths');
});

test('a name that is taken is numbered, unless a person has agreed', async () => {
  await writeFile(join(taken.folder, 'taken.csv'), 'mine');
  const second = await take({ format: 'csv' });
  expect(second.out).toBe(join(taken.folder, 'taken (2).csv'));
  expect(await readFile(join(taken.folder, 'taken.csv'), 'utf8')).toBe('mine');
  const replaced = await take({ format: 'csv', name: 'taken.csv', replace: true });
  expect(replaced.out).toBe(join(taken.folder, 'taken.csv'));
  expect(await readFile(replaced.out, 'utf8')).toMatch(/^path,label/);
  const odd = await take({ format: 'csv', name: 'a/b: c?' });
  expect(odd.out).toBe(join(taken.folder, 'a_b_ c_.csv'));
});

test('nothing is written into a folder that is open, whichever way leads there', async () => {
  await symlink(join(taken.images, 'cat'), join(taken.root, 'way'));
  for (const folder of [taken.images, join(taken.images, 'new', 'deep'), join(taken.root, 'way')]) {
    await expect(take({ format: 'csv', folder })).rejects.toThrow(
      `"${folder}" is in "${taken.images}", which is open, and image folders are only ever read`,
    );
  }
  expect((await readdir(taken.images)).sort()).toEqual(['cat', 'dog', 'many.idx']);
  const beside = await take({ format: 'csv', folder: `${taken.images}-of-mine` });
  expect(beside.count).toBe(6);
  await expect(take({ format: 'csv', folder: 'here' })).rejects.toThrow('"here" is no whole path');
});

test.each(['csv', 'npz', 'parquet', 'projector', 'paths'] as const)(
  'cancelled, %s leaves nothing',
  async (format) => {
    for (const when of ['reading', 'writing']) {
      const abort = new AbortController();
      const context = idleContext({
        signal: abort.signal,
        progress: async ({ detail }) => {
          if (detail === when) abort.abort();
        },
      });
      if (format === 'paths' && when === 'writing') continue;
      const cancelled = take({ format }, context);
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      expect(await readdir(taken.folder)).toEqual([]);
    }
  },
);
