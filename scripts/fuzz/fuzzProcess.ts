/** The process in which a target runs: one that crashes, hangs or eats memory takes nothing else with it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Random } from '../../engine/random/Random.ts';
import { loadTarget, type FuzzInput, type Told } from './FuzzTarget.ts';
import { toldOf } from './toldBy.ts';

export type FromFuzzProcess =
  | { type: 'ready' }
  /** The input is made, and lies in the folders input/ and given/. */
  | { type: 'begun' }
  | { type: 'done'; told: readonly Told[] };
export interface Try {
  seed: number;
  number: number;
}

const [url = '', folder = ''] = process.argv.slice(2);
/** Where the target finds it and may change it, and where it stays as it was made. */
const inputFolder = join(folder, 'input');
const givenFolder = join(folder, 'given');
const sharedFolder = join(folder, 'shared');
const tell = (message: FromFuzzProcess) => process.send?.(message);

const target = await loadTarget(url);
mkdirSync(sharedFolder, { recursive: true });
await target.start?.(sharedFolder);

process.on('message', (one: Try) => void runTry(one));
process.on('disconnect', () => void Promise.resolve(target.stop?.()).finally(() => process.exit(0)));
tell({ type: 'ready' });

async function runTry({ seed, number }: Try): Promise<void> {
  const input = await target.make(new Random(seed, target.name, number));
  writeInput(input, inputFolder);
  writeInput(input, givenFolder);
  tell({ type: 'begun' });
  let told: readonly Told[];
  try {
    told = await target.run(input, inputFolder);
  } catch (error) {
    told = [toldOf(error)];
  }
  tell({ type: 'done', told });
}

function writeInput(input: FuzzInput, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [name, bytes] of Object.entries(input)) writeFileSync(join(to, name), bytes);
}
