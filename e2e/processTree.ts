import { execFileSync } from 'node:child_process';

export interface RunningProcess {
  pid: number;
  parentPid: number;
  /** When it was started: numbers are used again. */
  started: string;
  command: string;
}

/** All processes of this machine that run, none on Windows. One that has ended and is only waited for does not run. */
function runningProcesses(): RunningProcess[] {
  if (process.platform === 'win32') return [];
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,lstart=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    // lstart is five words: Wed Nov 26 13:42:52 2026.
    const [, pid, parentPid, state, started, command] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || !parentPid || !started || !command || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parentPid: Number(parentPid), started, command }];
  });
}

/** A process and all below it, itself first; empty when it does not run. */
export function processTree(pid: number): RunningProcess[] {
  const all = runningProcesses();
  const tree = all.filter((each) => each.pid === pid);
  // The list grows while it is gone through.
  for (const { pid: parent } of tree) tree.push(...all.filter((each) => each.parentPid === parent));
  return tree;
}

/** Those of some processes that still run. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  const all = runningProcesses();
  return processes.filter(({ pid, started }) =>
    all.some((each) => each.pid === pid && each.started === started),
  );
}

/** Ends processes by force; those that have gone meanwhile are no failure. */
export function endByForce(processes: readonly RunningProcess[]): void {
  for (const { pid } of stillRunning(processes)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}
