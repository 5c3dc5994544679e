import { readFileSync } from 'node:fs';

/**
 * The most memory that any process of a tree has held so far, in bytes. Known on Linux only, which keeps the peak itself,
 * so that none between two looks is missed; 0 elsewhere, and for a process that is gone.
 */
export function peakMemoryBytes(pid: number): number {
  try {
    const kilobytes = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return Math.max(kilobytes * 1024, ...children.map((child) => peakMemoryBytes(Number(child))));
  } catch {
    return 0;
  }
}
