/**
 * Opens seeded mutants of a model folder, one after the other, and prints a line of JSON for each before and after:
 * run in a process of its own, since a graph may end it.
 * Arguments: the model's folder, the first mutant, how many there are
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { EngineError } from '../../../protocol/EngineError.ts';
import { openModel } from '../openModel.ts';
import { modelFolder } from './modelFolder.ts';

const [source = '', first = '0', count = '0'] = process.argv.slice(2);
const FILES = ['encoder.onnx', 'decoder.onnx', 'model.json'];
const originals = new Map<string, Buffer>();
for (const file of FILES) originals.set(file, await readFile(join(source, file)));
await using folder = await modelFolder(Object.fromEntries(originals));

for (let mutant = Number(first); mutant < Number(count); mutant++) {
  const file = FILES[mutant % FILES.length] ?? '';
  await writeFile(join(folder.path, file), mutated(originals.get(file) ?? Buffer.alloc(0), mutant));
  console.log(JSON.stringify({ mutant }));
  try {
    await (await openModel(folder.path, { provider: 'cpu', threads: 1 })).dispose();
  } catch (error) {
    const code = error instanceof EngineError ? error.code : 'no EngineError';
    const message = error instanceof Error ? error.message : String(error);
    console.log(JSON.stringify({ mutant, code, message }));
  }
  await writeFile(join(folder.path, file), originals.get(file) ?? '');
}

/** Cuts the bytes short, or changes up to four of them, mostly near the start and the end, where the structure is. */
function mutated(original: Buffer, seed: number): Buffer {
  const bytes = Buffer.from(original);
  let state = seed * 2654435761 + 1;
  const random = (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  if (random(8) === 0) return bytes.subarray(0, random(bytes.length));
  for (let i = 0; i <= random(4); i++) {
    const near = Math.min(bytes.length, 2000);
    const at = random(2) ? random(near) : bytes.length - 1 - random(near);
    bytes[at] = random(256);
  }
  return bytes;
}
