/**
 * Keeps one engine process alive: starts it, learns where it listens, and starts it again on the same port and with
 * the same secret when it dies, so that a page only has to reconnect. Used by the launcher and by Electron's main.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StartSecret } from '../server/StartSecret.ts';
import { SECRET_VARIABLE, USED_TOKENS_VARIABLE } from '../server/takeStart.ts';
import { LAST_END_VARIABLE, type LastEnd } from './lastEnd.ts';

export interface EngineAddress {
  /** Where the page is, one-time token included: what one window loads, once. */
  url: string;
  port: number;
  pid: number;
}

export interface SupervisorOptions {
  /** The Node binary that runs the engine. */
  nodePath: string;
  /** engine/main.ts, and the arguments of its first start. */
  mainPath: string;
  args: readonly string[];
  /** Arguments that only the first start gets (what to open): a restarted engine opens what was open. */
  firstArgs?: readonly string[];
  env?: NodeJS.ProcessEnv;
  onRestart?: (address: EngineAddress, reason: string) => void;
  /** The engine could not be kept alive; `words` is the end of what it printed. */
  onGiveUp?: (words: string) => void;
  onStderr?: (text: string) => void;
  /** How often the engine is asked for a sign of life; every 5 s when absent. */
  askEveryMs?: number;
}

/** An engine that dies this often within RESTART_WINDOW_MS is broken, not unlucky: the next ones open nothing. */
const MAX_RESTARTS = 5;
/** One that dies this often with nothing open is given up. */
const MAX_EMPTY_RESTARTS = 2;
const RESTART_WINDOW_MS = 30_000;
const START_TIMEOUT_MS = 60_000;
const ASK_EVERY_MS = 5000;
/**
 * Unanswered, one after the other: a minute. A decode of a large model on a slow machine holds the engine up for seconds,
 * and nobody waits a minute for one. Counted in questions, since a laptop that slept is no engine that hangs.
 */
const MOST_UNANSWERED = 12;

export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  readonly #secret = new StartSecret();
  readonly #usedTokens: string[] = [];
  #child: ChildProcess | null = null;
  #address: EngineAddress | null = null;
  #stopped = false;
  #restartTimes: number[] = [];
  #stderrTail = '';

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get address(): EngineAddress | null {
    return this.#address;
  }

  /** @throws Error with the engine's last words when it ends before it listens */
  async start(): Promise<EngineAddress> {
    this.#address = await this.#launch(this.#options.firstArgs ?? []);
    return this.#address;
  }

  /** One more address, for one more browser. @throws Error before the first start */
  newUrl(): string {
    if (!this.#address) throw new Error('The engine has not been started.');
    return this.#secret.newUrl(this.#address.port);
  }

  /** Ends the engine for good. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(timer);
  }

  #launch(extraArgs: readonly string[], lastEnd: LastEnd | null = null): Promise<EngineAddress> {
    const { nodePath, mainPath, args, env } = this.#options;
    const portArgs = this.#address ? ['--port', String(this.#address.port)] : [];
    const child = spawn(nodePath, [mainPath, ...args, ...portArgs, ...extraArgs], {
      // stdin is the leash: it closes when this process dies, however it dies, and the engine ends itself then.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        [SECRET_VARIABLE]: this.#secret.text,
        [USED_TOKENS_VARIABLE]: this.#usedTokens.join(','),
        ...(lastEnd && { [LAST_END_VARIABLE]: JSON.stringify(lastEnd) }),
      },
      windowsHide: true,
    });
    const startedAtMs = performance.now();
    this.#child = child;
    this.#stderrTail = '';
    child.stdin?.on('error', () => {});
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-4000);
      this.#options.onStderr?.(text);
    });

    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(
          new Error(`The engine did not answer within ${START_TIMEOUT_MS / 1000} s.\n${this.#stderrTail}`),
        );
      }, START_TIMEOUT_MS);
      let listening = false;
      let unanswered = 0;
      let asking: ReturnType<typeof setInterval> | undefined;
      let isUnresponsive = false;
      const ask = () => {
        if (unanswered++ < MOST_UNANSWERED) return void child.stdin?.write('\n');
        isUnresponsive = true;
        child.kill('SIGKILL');
      };
      createInterface({ input: child.stdout }).on('line', (line) => {
        unanswered = 0;
        const told = parseLine(line);
        if (typeof told.usedToken === 'string') this.#usedTokens.push(told.usedToken);
        const address = listening ? null : readAddress(told);
        if (!address) return;
        listening = true;
        clearTimeout(timer);
        asking = setInterval(ask, this.#options.askEveryMs ?? ASK_EVERY_MS);
        asking.unref();
        resolve(address);
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        reject(new Error(`The engine could not be started: ${error.message}`));
      });
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        clearInterval(asking);
        const reason = isUnresponsive ? 'unresponsive' : (signal ?? `exit code ${code}`);
        if (!listening)
          reject(new Error(`The engine ended at start (${reason}).\n${this.#stderrTail.trim()}`));
        else if (!this.#stopped) void this.#restart(reason, performance.now() - startedAtMs);
      });
    });
  }

  async #restart(reason: string, livedMs: number): Promise<void> {
    // Not the time of day, which may be set back.
    const now = performance.now();
    this.#restartTimes = this.#restartTimes.filter((time) => now - time < RESTART_WINDOW_MS);
    this.#restartTimes.push(now);
    const restarts = this.#restartTimes.length;
    if (restarts > MAX_RESTARTS + MAX_EMPTY_RESTARTS) {
      this.#options.onGiveUp?.(
        `The engine ended ${restarts - 1} times (${reason}).\n${this.#stderrTail.trim()}`,
      );
      return;
    }
    try {
      const startEmpty = restarts > MAX_RESTARTS;
      this.#address = await this.#launch([], { how: reason, livedMs, startEmpty });
      this.#options.onRestart?.(this.#address, reason);
    } catch (error) {
      if (!this.#stopped) await this.#restart(error instanceof Error ? error.message : String(error), 0);
    }
  }
}

/** A line of the engine's standard output: an object of JSON. No field at all for any other line. */
function parseLine(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The engine's first: {"url": …, "port": …, "pid": …}. */
function readAddress({ url, port, pid }: Record<string, unknown>): EngineAddress | null {
  return typeof url === 'string' && typeof port === 'number' && typeof pid === 'number'
    ? { url, port, pid }
    : null;
}
