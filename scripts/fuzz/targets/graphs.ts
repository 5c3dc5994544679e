import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KINDS } from '../../../engine/models/testing/kinds.ts';
import { readOnnx, writeOnnx } from '../../../engine/onnx/model.ts';
import type { Random } from '../../../engine/random/Random.ts';
import { mutateBytes } from '../mutateBytes.ts';
import { mutateMessage } from '../mutateMessage.ts';
import type { FuzzInput, FuzzTarget } from '../FuzzTarget.ts';
import { openTriedGraphs } from '../openTriedGraphs.ts';

const root = join(import.meta.dirname, '../../..');
const FOLDERS = ['models/digits', 'models/letters', 'models/head-phantoms', ...['flat', 'generator', 'sampling', 'vae'].map((name) => `engine/models/fixtures/${name}`)]; // prettier-ignore
/** Names, types and shapes stand at both ends of a graph, its weights between them. */
const STRUCTURE_BYTES = 4096;

/** Model folders, whole. */
let sound: FuzzInput[] = [];

/** Graphs that exporters wrote, and those of every kind that is tested, with bytes or fields of one of them changed. */
export const target: FuzzTarget = {
  name: 'graphs',
  start: async () => {
    const stored = FOLDERS.map((folder) => filesIn(join(root, folder)));
    const made = KINDS.map(({ files }) => flat(files));
    const undescribed = stored.map((files) => without(files, 'model.json'));
    sound = [...stored, ...undescribed, ...made];
  },
  make: (random) => {
    const files = random.pick(sound);
    const name = random.pick(Object.keys(files).filter((each) => each.endsWith('.onnx')));
    const bytes = files[name] ?? new Uint8Array();
    return {
      ...files,
      [name]: random.below(3) === 0 ? changedBytes(random, bytes) : changedFields(random, bytes),
    };
  },
  run: (_input, folder) => openTriedGraphs(folder),
};

function changedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const position = (length: number) => {
    const near = random.below(Math.min(STRUCTURE_BYTES, length));
    return random.pick([near, length - 1 - near, random.below(length)]);
  };
  return mutateBytes(random, bytes, { position });
}

function changedFields(random: Random, bytes: Uint8Array): Uint8Array {
  const model = readOnnx(bytes);
  const names = (model.graph?.node ?? []).flatMap(({ output }) => output ?? []);
  mutateMessage(random, model, names);
  return writeOnnx(model);
}

const filesIn = (folder: string): FuzzInput =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /\.(?:onnx|json)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name))]),
  );

/** Files of folders below stand beside the others, under names that say what they are. */
const flat = (files: Readonly<Record<string, Uint8Array | string>>): FuzzInput =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      basename(path) === 'model.onnx' ? path.replace('/', '-') : basename(path),
      typeof content === 'string' ? Buffer.from(content) : content,
    ]),
  );

function without(files: FuzzInput, name: string): FuzzInput {
  const { [name]: _left, ...rest } = files;
  return rest;
}
