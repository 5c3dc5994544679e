import { createBirpc } from 'birpc';
import {
  decodeRequestFrame,
  readDecodeAnswer,
  type DecodeReply,
} from '../../protocol/codecs/decodeFrames.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { retryDelayMs } from './retryDelayMs.ts';
import type { EngineCalls, EngineEvents, EngineState } from '../../protocol/calls.ts';

export type ConnectionStatus = 'connecting' | 'open' | 'lost';

/** The part of WebSocket that is used, so that tests can stand in for it. */
export interface Socket {
  binaryType: BinaryType;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  send(data: string | ArrayBuffer): void;
  close(): void;
}

export interface ConnectionOptions {
  /** A new socket to the engine; called for every attempt. */
  openSocket(): Socket;
  events: EngineEvents;
  /** The whole state, before the status turns to 'open'; again after every reconnection. */
  onState(state: EngineState): void;
  onStatus(status: ConnectionStatus): void;
}

interface PendingDecode {
  resolve(reply: DecodeReply): void;
  reject(error: EngineError): void;
}

type Rpc = ReturnType<typeof createBirpc<EngineCalls, EngineEvents>>;

const LOST = new EngineError(
  'engine-lost',
  'The engine is not connected. It is being reached again; try once more in a moment.',
);

/** The page's one line to the engine: calls, events and decodes over a WebSocket that is opened again when it drops. */
export class EngineConnection {
  readonly #options: ConnectionOptions;
  #socket: Socket | null = null;
  #rpc: Rpc | null = null;
  #pendingDecodes = new Map<number, PendingDecode>();
  #nextDecodeId = 1;
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #wasOpen = false;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  connect(): void {
    if (this.#closed || this.#socket) return;
    this.#options.onStatus(this.#wasOpen ? 'lost' : 'connecting');
    const socket = this.#options.openSocket();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => void this.#onOpen(socket));
    socket.addEventListener('close', () => this.#onClose(socket));
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    this.#socket?.close();
  }

  /** Calls a method of the engine; rejects with EngineError, 'engine-lost' while there is no connection. */
  async call<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>> {
    const rpc = this.#rpc;
    if (!rpc) throw LOST;
    try {
      return await rpc.$call(name, ...args);
    } catch (error) {
      throw rpc.$closed ? LOST : EngineError.fromData(EngineError.toData(error));
    }
  }

  /**
   * Decodes one z.
   * @param z [D] float32
   * @param stampMs time of the pointer event behind it, as performance.now() counts
   */
  decode(z: Float32Array, stampMs: number): Promise<DecodeReply> {
    const socket = this.#socket;
    if (!socket || !this.#rpc) return Promise.reject(LOST);
    const id = this.#nextDecodeId++ >>> 0;
    return new Promise((resolve, reject) => {
      this.#pendingDecodes.set(id, { resolve, reject });
      socket.send(decodeRequestFrame(id, stampMs, z));
    });
  }

  async #onOpen(socket: Socket): Promise<void> {
    const rpc = createBirpc<EngineCalls, EngineEvents>(this.#options.events, {
      post: (data: string) => socket.send(data),
      on: (receive) => {
        socket.addEventListener('message', ({ data }) => {
          if (data instanceof ArrayBuffer) this.#onFrame(data);
          else receive(data);
        });
      },
      serialize: (message: unknown) => JSON.stringify(message),
      deserialize: (text: string): unknown => JSON.parse(text),
      // Opening a large model or a slow disk may take minutes; a lost engine is told by the socket, not by a timer.
      timeout: -1,
    });
    try {
      const state = await rpc.$call('state');
      if (socket !== this.#socket) return;
      this.#rpc = rpc;
      this.#attempt = 0;
      this.#wasOpen = true;
      this.#options.onState(state);
      this.#options.onStatus('open');
    } catch {
      socket.close();
    }
  }

  #onClose(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#rpc?.$close();
    this.#rpc = null;
    this.#socket = null;
    for (const pending of this.#pendingDecodes.values()) pending.reject(LOST);
    this.#pendingDecodes.clear();
    if (this.#closed) return;
    this.#options.onStatus(this.#wasOpen ? 'lost' : 'connecting');
    this.#retryTimer = setTimeout(() => this.connect(), retryDelayMs(this.#attempt++));
  }

  #onFrame(data: ArrayBuffer): void {
    const frame = readDecodeAnswer(data);
    const pending = this.#pendingDecodes.get(frame.id);
    if (!pending) return;
    this.#pendingDecodes.delete(frame.id);
    if (frame.kind === 'image') pending.resolve(frame);
    else pending.reject(EngineError.fromData(frame.error));
  }
}
