/**
 * `node scripts/disk-faults.ts`: what a person is told, and what is left afterwards, where the disk under the data folder is
 * full or can only be read, or the folder is removed while it is open. Needs root on Linux, for small disks in memory. Exits
 * with 1 where nothing was told, the engine ended, or something that was there before the fault is gone after it.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { emptyDocument } from '../protocol/document.ts';
import { EngineError } from '../protocol/EngineError.ts';
import { TestEngine } from '../engine/server/testing/TestEngine.ts';

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  console.log('Skipped: disks in memory that are full or read-only need root on Linux.');
  process.exit(0);
}

interface Fault {
  name: string;
  cause(folder: string): void;
  mend(folder: string): void;
  /** Whether what was there before comes back once it is mended. */
  isMended: boolean;
}

const mount = (...args: string[]) => {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
};

/** Writes until the disk is full. */
function fill(folder: string): void {
  const file = openSync(join(folder, 'filler'), 'w');
  try {
    for (const bytes of [1 << 20, 4096, 1]) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(bytes)) < bytes) break;
      } catch {
        // Full for pieces of this size.
      }
    }
  } finally {
    closeSync(file);
  }
}

const FAULTS: Fault[] = [
  {
    name: 'disk full',
    cause: fill,
    mend: (folder) => rmSync(join(folder, 'filler')),
    isMended: true,
  },
  {
    name: 'folder removed',
    cause: (folder) => {
      for (const name of readdirSync(folder)) {
        rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      }
    },
    mend: () => {},
    isMended: false,
  },
];

const words = (error: unknown) => EngineError.toData(error).message;

async function start(folder: string): Promise<TestEngine> {
  const engine = await TestEngine.start(['--data', folder, '--provider', 'cpu'], {});
  const { notices } = await engine.connect();
  engine.notices.push(...notices);
  await engine.untilReady();
  return engine;
}

/** Causes one fault under an open engine. @returns whether all was as promised */
async function tryFault({ name, cause, mend, isMended }: Fault, folder: string): Promise<boolean> {
  const first = await start(folder);
  const { id } = first.collection!;
  await first.call('setTag', { name: 'before', rows: [[0, 10]], on: true });
  await first.call('saveDocument', id, emptyDocument('label'));

  cause(folder);
  const refused: string[] = [];
  const attempt = (call: Promise<unknown>) => call.catch((error: unknown) => void refused.push(words(error)));
  await attempt(first.call('setSettings', { background: '#123456' }));
  await attempt(first.call('setTag', { name: 'during', rows: [[0, 50]], on: true }));
  await attempt(first.call('saveDocument', id, { ...emptyDocument('label'), dimensionNames: { 0: 'x' } }));
  await attempt(first.call('setPreferences', { theme: 'light' }));
  if (!isMended) await first.until(() => first.notices.length > 0);
  const told = [...new Set([...refused, ...first.notices.map(({ message }) => message)])];
  const { latentSize } = first.collection!;
  const answer = await first.decode(new Float32Array(latentSize), 1, 0);
  const isAlive = answer.kind === 'image';
  const isRepeated = new Set(first.notices.map(({ message }) => message)).size < first.notices.length;
  await first.stop();

  mend(folder);
  const second = await start(folder);
  const tag = second.collection?.columns.find((column) => column.name === 'before')?.known ?? 0;
  const document = await second.call('document', second.collection!.id);
  await second.stop();

  console.log(`\n${name}`);
  for (const message of told) console.log(`  said:  ${message.slice(0, 240)}`);
  console.log(`  the engine ${isAlive ? 'went on drawing' : 'no longer drew'}`);
  console.log(`  left:  ${tag > 0 ? 'the tag' : 'no tag'}, ${document ? 'the document' : 'no document'}`);
  return told.length > 0 && isAlive && !isRepeated && (!isMended || (tag > 0 && document !== null));
}

/** A start on a data folder that can only be read. @returns whether it ended with words */
function tryReadOnly(folder: string): boolean {
  mount('-o', 'ro,remount', folder);
  const main = join(import.meta.dirname, '..', 'engine', 'main.ts');
  const { status, stderr } = spawnSync(process.execPath, [main, '--data', folder, '--no-leash'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  console.log(
    `\nfolder read-only at the start\n  said:  ${stderr.trim()}\n  the engine ended with ${status}`,
  );
  return status !== 0 && status !== null && stderr.includes(folder) && !stderr.includes('    at ');
}

let isFine = true;
for (const fault of [...FAULTS, null]) {
  const disk = mkdtempSync(join(tmpdir(), 'hourglass-disk-'));
  mount('-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk);
  try {
    isFine = (fault ? await tryFault(fault, disk) : tryReadOnly(disk)) && isFine;
  } catch (error) {
    console.log(`\n${fault?.name ?? 'read-only'}\n  failed: ${words(error)}`);
    isFine = false;
  } finally {
    spawnSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}
process.exit(isFine ? 0 : 1);
