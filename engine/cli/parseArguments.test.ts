import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPERATIONS, operationNamed } from '../../protocol/operations/index.ts';
import { openCommand } from './openCommand.ts';
import { parseArguments } from './parseArguments.ts';

/** Where the person is. */
let typedIn: string;
const before = process.env.INIT_CWD;
beforeEach(async () => {
  typedIn = await mkdtemp(join(tmpdir(), 'arguments-'));
  process.env.INIT_CWD = typedIn;
});
afterEach(() => {
  if (before === undefined) delete process.env.INIT_CWD;
  else process.env.INIT_CWD = before;
});

test('flags become the input, each in its place and of its type; what is left out gets its default', () => {
  const args = ['a', 'b', '--latent', '16', '--out', 'm', '--channels', '3', '--hold-out', '0.2', '--flip'];
  const parsed = parseArguments(OPERATIONS.train, [...args, '--rotate', '5', '--json']);
  expect(parsed).toMatchObject({
    help: false,
    json: true,
    input: {
      images: [join(typedIn, 'a'), join(typedIn, 'b')],
      out: join(typedIn, 'm'),
      latent: 16,
      channels: 3,
      holdOut: 0.2,
      augmentation: { shift: 0, flip: true, rotateDeg: 5, brightness: 0 },
      provider: 'auto',
    },
  });
});

test('paths are where the person is; a bundled model is named where no such path is; a folder ends in a slash', async () => {
  await mkdir(join(typedIn, 'projector.d'));
  const parse = (...args: string[]) => parseArguments(OPERATIONS.encode, args);
  expect(parse('digits', 'i', '--out', 'projector.d')).toMatchObject({
    input: { model: 'digits', images: [join(typedIn, 'i')], out: join(typedIn, 'projector.d/') },
  });
  await mkdir(join(typedIn, 'digits'));
  expect(parse('digits', 'i', '--out', 'z.npz')).toMatchObject({
    input: { model: join(typedIn, 'digits'), out: join(typedIn, 'z.npz') },
  });
  expect(parse('digits', 'i', '--out', 'new/')).toMatchObject({ input: { out: join(typedIn, 'new/') } });
});

test.each([
  ['encode', ['digits'], 'Expected MODEL and IMAGES.'],
  ['decode', ['digits', 'a', 'b', '--out', 'x'], 'Expected MODEL and one LATENTS.'],
  ['info', [], 'Expected one MODEL.'],
  ['statistics', ['digits', 'a'], '--out is missing.'],
  ['statistics', ['digits', 'a', '--out', 'x.json'], '--out: expected a name in .csv or .parquet'],
  ['reconstruct', ['digits', 'a', '--out', 'r.json', '--images', ''], '--images'],
  ['encode', ['digits', 'a', '--out', 'z.npz', '--background', 'red'], '--background: expected a colour'],
  ['encode', ['digits', 'a', '--out', 'z.npz', '--fit', 'tall'], '--fit: expected one of cover, contain'],
  [
    'decode',
    ['digits', 'z.npz', '--out', 'x', '--columns', '3'],
    '--columns belongs to a montage: give a name in .png as --out.',
  ],
  [
    'train',
    ['a', '--latent', '2', '--out', 'm', '--shift', '0.9'],
    '--shift: expected a number from 0 to 0.5, got 0.9.',
  ],
  ['train', ['a', '--latent', '2', '--out', 'm', '--tall'], "Unknown option '--tall'"],
] as const)('wrong usage of %s %j', (name, args, words) => {
  expect(() => parseArguments(operationNamed(name), args)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(words) }),
  );
});

test('open takes its own flags, none of which is --json', () => {
  expect(parseArguments(openCommand, ['--no-window', '--port', '8080', '--model', 'digits'])).toEqual({
    help: false,
    json: false,
    input: { browser: false, noWindow: true, port: 8080, model: 'digits', verbose: false },
  });
  expect(() => parseArguments(openCommand, ['--json'])).toThrow("Unknown option '--json'");
  expect(parseArguments(openCommand, ['-h'])).toEqual({ help: true });
});
