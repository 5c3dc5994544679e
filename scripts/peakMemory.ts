import { readFileSync } from 'node:fs';

/**
 * The most memory that a process has held so far, in bytes. Known on Linux only, which keeps the peak itself, so that none
 * between two looks is missed; 0 elsewhere, and for a process that is gone.
 */
export function peakMemoryBytes(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s*(\d+)/m.exec(readOf(pid, 'status')) ?? [];
  return Number(kibibytes ?? 0) * 1024;
}

/** The same of whichever process of a tree has held most. */
export function peakOfTreeBytes(pid: number): number {
  const children = readOf(pid, `task/${pid}/children`).split(' ').filter(Boolean);
  return Math.max(peakMemoryBytes(pid), ...children.map((child) => peakOfTreeBytes(Number(child))));
}

function readOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
