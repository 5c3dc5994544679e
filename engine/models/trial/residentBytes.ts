import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';

/** The memory that a process holds, or null where the system does not tell (Windows) or the process is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  const kibibytes = await residentKibibytes(pid).catch(() => undefined);
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

async function residentKibibytes(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    // status, not statm: the size of a page differs between machines.
    return /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  }
  if (process.platform === 'darwin') {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return /\d+/.exec(stdout)?.[0];
  }
  return undefined;
}
