import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endByForce, processTree } from '../../e2e/processTree.ts';
import type { FromFuzzProcess, Try } from './fuzzProcess.ts';
import type { Told } from './FuzzTarget.ts';
import { peakOfTreeBytes } from '../peakMemory.ts';

export interface FuzzLimits {
  hangMs: number;
  memoryBytes: number;
}

/** What became of one try. */
export type Outcome =
  | { kind: 'told'; told: readonly Told[] }
  /** How the process ended, and the last it said. */
  | { kind: 'crash'; words: string }
  | { kind: 'hang' }
  | { kind: 'memory'; bytes: number };

const LOOK_EVERY_MS = 50;
/** For starting, for making an input and for ending: nothing of it is under test. */
const LONGEST_ASIDE_MS = 60_000;
const entry = fileURLToPath(new URL('./fuzzProcess.ts', import.meta.url));

/** A process that tries inputs on one target, with the clock and the scales in this one. It is of no use after a bad outcome. */
export class FuzzChild {
  readonly #process: ChildProcess;
  readonly #limits: FuzzLimits;
  #stderr = '';

  private constructor(child: ChildProcess, limits: FuzzLimits) {
    this.#process = child;
    this.#limits = limits;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
  }

  /** @throws Error when the target does not start */
  static async start(targetUrl: string, folder: string, limits: FuzzLimits): Promise<FuzzChild> {
    mkdirSync(folder, { recursive: true });
    const child = new FuzzChild(
      fork(entry, [targetUrl, folder], {
        cwd: folder,
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      }),
      limits,
    );
    const outcome = await child.#until('ready', LONGEST_ASIDE_MS);
    if (outcome.kind !== 'told') {
      child.#kill();
      throw new Error(
        `${targetUrl} does not start: ${outcome.kind === 'crash' ? outcome.words : outcome.kind}`,
      );
    }
    return child;
  }

  /** @throws Error when the target cannot make the input, which is no finding */
  async try(one: Try): Promise<Outcome> {
    if (this.#process.connected) this.#process.send(one);
    const begun = await this.#until('begun', LONGEST_ASIDE_MS);
    if (begun.kind !== 'told') {
      await this.#gone(() => this.#kill());
      throw new Error(`Try ${one.number} could not be made: ${JSON.stringify(begun)}`);
    }
    const outcome = await this.#until('done', this.#limits.hangMs);
    if (outcome.kind !== 'told') await this.#gone(() => this.#kill());
    return outcome;
  }

  /** Can be called when it has ended. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#kill(), LONGEST_ASIDE_MS);
    await this.#gone(() => {
      if (this.#process.connected) this.#process.disconnect();
    });
    clearTimeout(timer);
  }

  #until(type: FromFuzzProcess['type'], longestMs: number): Promise<Outcome> {
    const child = this.#process;
    return new Promise((resolve) => {
      const heaviest = () => peakOfTreeBytes(child.pid ?? 0);
      const settle = (outcome: Outcome) => {
        clearInterval(look);
        clearTimeout(timer);
        child.off('message', hear).off('close', ended);
        resolve(outcome);
      };
      const hear = (message: FromFuzzProcess) => {
        if (message.type !== type) return;
        const bytes = heaviest();
        if (bytes > this.#limits.memoryBytes) settle({ kind: 'memory', bytes });
        else settle({ kind: 'told', told: message.type === 'done' ? message.told : [] });
      };
      const ended = (code: number | null, signal: string | null) =>
        settle({ kind: 'crash', words: `${signal ?? `exit code ${code}`}. ${lastWords(this.#stderr)}` });
      const look = setInterval(() => {
        const bytes = heaviest();
        if (bytes > this.#limits.memoryBytes) settle({ kind: 'memory', bytes });
      }, LOOK_EVERY_MS);
      const timer = setTimeout(() => settle({ kind: 'hang' }), longestMs);
      child.on('message', hear).on('close', ended);
      if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
    });
  }

  async #gone(end: () => void): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    // Not 'close', which does not come where this side ended the channel.
    const exited = once(child, 'exit');
    end();
    await exited;
  }

  /** With the processes that it started. */
  #kill(): void {
    const { pid } = this.#process;
    if (pid !== undefined) endByForce(processTree(pid));
    this.#process.kill('SIGKILL');
  }
}

/** The line of an output that says what happened: an error's, or the last. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line));
  return (lines.findLast((line) => /error|abort|fatal/i.test(line)) ?? lines.at(-1) ?? '')
    .trim()
    .slice(0, 300);
}
