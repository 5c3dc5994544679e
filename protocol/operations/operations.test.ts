import * as v from 'valibot';
import { expect, test } from 'vitest';
import { checkInput } from './checkInput.ts';
import type { Field } from './fields/Field.ts';
import { outputFormat, outputPath } from './fields/paths.ts';
import { OPERATIONS, operationNamed, runsOnCollection, type OperationName } from './index.ts';

const NAMES = Object.keys(OPERATIONS) as OperationName[];

test.each(NAMES)('%s is found by its own name', (name) => {
  expect(operationNamed(name).name).toBe(name);
});

test('no two operations have the same verb', () => {
  const verbs = NAMES.flatMap((name) => operationNamed(name).verb ?? []);
  expect(new Set(verbs).size).toBe(verbs.length);
});

/** Every field with a value of its own, those of groups among them. */
const valueFields = (name: OperationName) =>
  Object.entries(operationNamed(name).fields).flatMap(([key, field]): [string, Field][] =>
    field.kind === 'group' ? Object.entries(field.fields) : [[key, field]],
  );

test.each(NAMES)('%s says of each field what happens when it is left out', (name) => {
  for (const [key, field] of valueFields(name)) {
    if (field.kind === 'flag' || field.kind === 'group' || field.command === null) continue;
    const isSaid = field.required === true || field.required === 'command' || field.default !== undefined;
    expect(isSaid || field.otherwise !== undefined, `${name}.${key}`).toBe(true);
  }
});

test.each(NAMES)('whatever %s offers is accepted', (name) => {
  for (const [key, field] of valueFields(name)) {
    if (field.kind === 'group') continue;
    const { offered = [], schema } = { offered: [], ...field };
    for (const value of offered) {
      expect(v.is(schema, value), `${name}.${key} ${value}`).toBe(true);
    }
  }
});

const train = { images: ['a'], latent: 3 };

test('what is left out of an input gets its default, in groups too', () => {
  const checked = checkInput(OPERATIONS.train, { ...train, augmentation: { shift: 0.1 } });
  expect(checked).toMatchObject({
    ok: true,
    input: {
      images: ['a'],
      latent: 3,
      fit: 'cover',
      holdOut: 0.1,
      augmentation: { shift: 0.1, flip: false, rotateDeg: 0, brightness: 0 },
    },
  });
  // The images decide.
  expect(checked.ok && [checked.input.size, checked.input.kind]).toEqual([undefined, undefined]);
});

test.each([
  [{ latent: 3 }, 'images is missing.'],
  [{ ...train, latent: 2.5 }, 'latent: expected a whole number from 1 to 512, got 2.5.'],
  [{ ...train, latent: 600 }, 'latent: expected a number from 1 to 512, got 600.'],
  [{ ...train, seed: -1 }, 'seed: expected a number from 0, got -1.'],
  [{ ...train, holdOut: NaN }, 'holdOut: expected a number from 0 to 0.5, got NaN.'],
  [{ ...train, size: 300 }, 'size: expected a number from 8 to 256 pixels, got 300.'],
  [{ ...train, preset: 'best' }, 'preset: expected one of quick, balanced, quality, got "best".'],
  [{ ...train, channels: 2 }, 'channels: expected 1 or 3, got 2.'],
  [{ ...train, background: 'red' }, 'background: expected a colour like \'#000000\', got "red".'],
  [{ ...train, images: [] }, 'images: expected 1 to 200000 paths, got [].'],
  [{ ...train, images: ['a', 7] }, 'images.1: expected a path, got 7.'],
  [{ ...train, augmentation: { shift: 2 } }, 'augmentation.shift: expected a number from 0 to 0.5, got 2.'],
  [{ ...train, colour: 1 }, 'There is no field "colour".'],
  ['train', 'expected an object with its fields, got "train".'],
])('%j is refused: %s', (input, problem) => {
  expect(checkInput(OPERATIONS.train, input)).toEqual({ ok: false, problem });
});

test.each([
  ['z.npz', '.npz'],
  ['/a.b/Z.CSV', '.csv'],
  ['/a.b/folder', 'folder'],
  ['out.d/', 'folder'],
  ['.npz', 'folder'],
  ['C:\\a\\z.parquet', '.parquet'],
])('"%s" asks for %s', (name, format) => expect(outputFormat(name)).toBe(format));

test('a path is that of the folder, without the slash that says so', () => {
  expect(['/a/z.npz', '/a/out/', 'C:\\out\\', '/'].map(outputPath)).toEqual([
    '/a/z.npz',
    '/a/out',
    'C:\\out',
    '/',
  ]);
});

test('a name to write to says what it may be', () => {
  const encode = { model: 'digits', images: ['a'] };
  expect(checkInput(OPERATIONS.encode, { ...encode, out: 'z.txt' })).toEqual({
    ok: false,
    problem: 'out: expected a name in .npz, .csv or .parquet, or a folder\'s (ending in /), got "z.txt".',
  });
  expect(checkInput(OPERATIONS.encode, { ...encode, out: 'folder/' })).toMatchObject({ ok: true });
  expect(checkInput(OPERATIONS.reconstruct, { ...encode, out: 'folder/' })).toMatchObject({ ok: false });
});

test('only what has rows runs on the open collection', () => {
  expect(NAMES.filter((name) => runsOnCollection(operationNamed(name)))).toEqual(['statistics']);
});
