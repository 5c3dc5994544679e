/**
 * Keeps one engine process alive: starts it, learns where it listens, and starts it again on the same port and with
 * the same token when it dies, so that a page only has to reconnect. Used by the launcher and by Electron's main.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

export interface EngineAddress {
  /** Where the page is, token included: what a window loads. */
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
}

/** An engine that dies this often within RESTART_WINDOW_MS is broken, not unlucky. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 30_000;
const START_TIMEOUT_MS = 60_000;

export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  readonly #token = randomBytes(24).toString('base64url');
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

  #launch(extraArgs: readonly string[]): Promise<EngineAddress> {
    const { nodePath, mainPath, args, env } = this.#options;
    const portArgs = this.#address ? ['--port', String(this.#address.port)] : [];
    const child = spawn(nodePath, [mainPath, ...args, ...portArgs, ...extraArgs], {
      // stdin is the leash: it closes when this process dies, however it dies, and the engine ends itself then.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env, HOURGLASS_TOKEN: this.#token },
      windowsHide: true,
    });
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
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (listening) return;
        const address = parseAddress(line);
        if (!address) return;
        listening = true;
        clearTimeout(timer);
        resolve(address);
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        reject(new Error(`The engine could not be started: ${error.message}`));
      });
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        const reason = signal ?? `exit code ${code}`;
        if (!listening)
          reject(new Error(`The engine ended at start (${reason}).\n${this.#stderrTail.trim()}`));
        else if (!this.#stopped) void this.#restart(reason);
      });
    });
  }

  async #restart(reason: string): Promise<void> {
    const now = Date.now();
    this.#restartTimes = this.#restartTimes.filter((time) => now - time < RESTART_WINDOW_MS);
    this.#restartTimes.push(now);
    if (this.#restartTimes.length > MAX_RESTARTS) {
      this.#options.onGiveUp?.(
        `The engine ended ${MAX_RESTARTS} times (${reason}).\n${this.#stderrTail.trim()}`,
      );
      return;
    }
    try {
      this.#address = await this.#launch([]);
      this.#options.onRestart?.(this.#address, reason);
    } catch (error) {
      if (!this.#stopped) await this.#restart(error instanceof Error ? error.message : String(error));
    }
  }
}

/** The engine's first line on standard output: {"url": …, "port": …, "pid": …}. Null for any other line. */
function parseAddress(line: string): EngineAddress | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { url, port, pid } = value as Record<string, unknown>;
    return typeof url === 'string' && typeof port === 'number' && typeof pid === 'number'
      ? { url, port, pid }
      : null;
  } catch {
    return null;
  }
}
