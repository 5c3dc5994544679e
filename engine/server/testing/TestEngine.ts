import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createBirpc } from 'birpc';
import { WebSocket } from 'ws';
import type { EngineCalls, EngineEvents, EngineState } from '../../../protocol/calls.ts';
import type { CollectionInfo } from '../../../protocol/collection.ts';
import type { ErrorData } from '../../../protocol/errors.ts';
import {
  decodeRequestFrame,
  readDecodeAnswer,
  type DecodeFailure,
  type DecodeReply,
} from '../../../protocol/codecs/decodeFrames.ts';
import { SOCKET_PATH } from '../../../protocol/wire.ts';
import { COOKIE } from '../access.ts';
import { StartSecret } from '../StartSecret.ts';
import { SECRET_VARIABLE } from '../takeStart.ts';

const UNTIL_MS = 90_000;
const mainPath = fileURLToPath(new URL('../../main.ts', import.meta.url));

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

type Rpc = ReturnType<typeof createBirpc<EngineCalls, EngineEvents, false>>;

/** A real engine process and a page's end of it, for tests. */
export class TestEngine {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly secret: StartSecret;
  /** What the engine has told, newest last. */
  readonly notices: ErrorData[] = [];
  collection: CollectionInfo | null = null;
  #socket: WebSocket | null = null;
  #rpc: Rpc | null = null;
  #changed: (() => void)[] = [];

  private constructor(child: ChildProcess, address: { url: string; port: number }, secret: StartSecret) {
    this.process = child;
    this.url = address.url;
    this.port = address.port;
    this.secret = secret;
  }

  /** @param env HOURGLASS_MODELS and HOURGLASS_DATA, so that no test touches the person's own */
  static async start(args: readonly string[], env: Record<string, string>): Promise<TestEngine> {
    const secret = new StartSecret();
    const child = spawn(process.execPath, [mainPath, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, [SECRET_VARIABLE]: secret.text, ...env },
    });
    const lines = createInterface({ input: child.stdout! });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the engine ended at start with ${code}`);
    });
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => {});
    return new TestEngine(child, JSON.parse(line) as { url: string; port: number }, secret);
  }

  /** Opens the WebSocket as a page does. Resolves to the first state. */
  async connect(): Promise<EngineState> {
    const socket = this.webSocket();
    socket.setMaxListeners(0);
    await once(socket, 'open');
    this.#socket = socket;
    const tell = () => {
      for (const check of this.#changed) check();
    };
    const ignore = () => tell();
    let restored: EngineState | null = null;
    // An event may come in one packet with the state that was asked for, and be newer.
    let isTold = false;
    const events: EngineEvents = {
      restored: (state) => {
        restored = state;
        isTold = true;
        this.collection = state.collection;
        tell();
      },
      modelChanged: ignore,
      collectionChanged: (collection) => {
        isTold = true;
        this.collection = collection;
        tell();
      },
      projectionChanged: ignore,
      liveChanged: ignore,
      waitingChanged: ignore,
      jobChanged: ignore,
      jobDismissed: ignore,
      recentChanged: ignore,
      settingsChanged: ignore,
      preferencesChanged: ignore,
      documentReplaced: ignore,
      notice: (error) => {
        this.notices.push(error);
        tell();
      },
    };
    this.#rpc = createBirpc<EngineCalls, EngineEvents, false>(events, {
      proxify: false,
      post: (text: string) => socket.send(text),
      on: (receive) =>
        void socket.on('message', (data: Buffer, isBinary) => {
          if (!isBinary) receive(data.toString());
        }),
      serialize: (message: unknown) => JSON.stringify(message),
      deserialize: (text: string): unknown => JSON.parse(text),
      timeout: -1,
    });
    const state = await this.call('state');
    if (state.restoring) await this.until(() => restored !== null);
    const opened = restored ?? state;
    if (!isTold) this.collection = opened.collection;
    return opened;
  }

  /** Of its jobs, which are its children. None is found on Windows. */
  jobPids(): number[] {
    return spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(this.process.pid)], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes('jobProcess'))
      .map((line) => Number(line.trim().split(/\s/)[0]));
  }

  /** A WebSocket as a page's, or with other headers (in lower case) and at another path than it. */
  webSocket({
    path = this.secret.path + SOCKET_PATH,
    headers = {},
  }: { path?: string; headers?: Record<string, string> } = {}): WebSocket {
    const own = { origin: `http://127.0.0.1:${this.port}`, cookie: this.cookie };
    return new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers: { ...own, ...headers } });
  }

  /** The header that a browser sends which was let in. */
  get cookie(): string {
    return `${COOKIE}=${this.secret.cookie}`;
  }

  call<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>> {
    if (!this.#rpc) throw new Error('not connected');
    return this.#rpc.$call(name, ...args);
  }

  /** Resolves when the condition holds; it is looked at with every event. Rejects after 90 s with what was told. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#changed = this.#changed.filter((other) => other !== check);
      };
      const check = () => {
        if (!condition()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        const told = JSON.stringify({ collection: this.collection, notices: this.notices });
        reject(new Error(`what was waited for did not come: ${told}`));
      }, UNTIL_MS);
      this.#changed.push(check);
    });
  }

  untilReady(): Promise<void> {
    return this.until(() => this.collection?.state === 'ready');
  }

  /** Sends one decode frame; resolves to what was answered. */
  async decode(z: Float32Array, id: number, stampMs: number): Promise<DecodeReply | DecodeFailure> {
    const socket = this.#socket;
    if (!socket) throw new Error('not connected');
    const answered = new Promise<DecodeReply | DecodeFailure>((resolve) => {
      const listen = (data: Buffer, isBinary: boolean) => {
        if (!isBinary) return;
        const answer = readDecodeAnswer(Uint8Array.from(data).buffer);
        if (answer.id !== id) return;
        socket.off('message', listen);
        resolve(answer);
      };
      socket.on('message', listen);
    });
    socket.send(decodeRequestFrame(id, stampMs, z));
    return answered;
  }

  /** An HTTP request as the page sends it: `path` is relative to the page's; with any header, Host included. */
  request(path: string, options: RequestOptions = {}): Promise<Answer> {
    const headers = { cookie: this.cookie, ...options.headers };
    return this.requestAsStranger(this.secret.path + path, { ...options, headers });
  }

  /** An HTTP request for this very path, and with no other headers than these. */
  requestAsStranger(path: string, options: RequestOptions = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body } = options;
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Ends it as nobody should. */
  async kill(): Promise<void> {
    await this.#end(() => this.process.kill('SIGKILL'));
  }

  /** Closes its standard input, as a parent that dies does. */
  async stop(): Promise<void> {
    await this.#end(() => this.process.stdin?.end());
  }

  async #end(end: () => void): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    end();
    await gone;
    this.#socket?.terminate();
  }
}
