import { createBirpc } from 'birpc';
import type { WebSocket } from 'ws';
import type { EngineCalls, EngineEvents } from '../../protocol/calls.ts';
import {
  decodeFailureFrame,
  decodeReplyFrame,
  readDecodeRequest,
  type DecodedPixels,
  type DecodeRequest,
} from '../../protocol/codecs/decodeFrames.ts';
import type { ErrorData } from '../../protocol/errors.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { readCall, type Call } from './readCall.ts';

/** One decoded image. */
export interface Decoded extends DecodedPixels {
  /** [H,W,4] uint8 RGBA */
  rgba: Uint8Array;
}

/** [D] float32 → one image. Rejects with an EngineError. */
export type Decode = (z: Float32Array) => Promise<Decoded>;

/** A page that reads slower than this much behind is cut off: it comes back and asks for the whole state. */
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;
/** Decodes waiting for one page. The page drops what a newer one replaces; this bounds a page that does not. */
const MAX_WAITING = 16;

/** One open page: calls and events as JSON text, decodes as binary frames, over one WebSocket. */
export class PageConnection {
  readonly #socket: WebSocket;
  readonly #decode: Decode;
  readonly #rpc;
  readonly #waiting: DecodeRequest[] = [];
  #decoding = false;

  constructor(socket: WebSocket, calls: EngineCalls, decode: Decode) {
    this.#socket = socket;
    this.#decode = decode;
    this.#rpc = createBirpc<EngineEvents, EngineCalls, false>(calls, {
      proxify: false,
      post: (text: string) => this.#send(text),
      on: (receive) => {
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) return this.#onFrame(data);
          // What is no call is the page's fault, and the end of its connection: it never reaches birpc, which trusts it.
          const call = readCall(data.toString('utf8'));
          if (call) receive(call);
          else socket.close(1003);
        });
      },
      serialize: (message: { e?: unknown }) =>
        JSON.stringify('e' in message ? { ...message, e: EngineError.toData(message.e) } : message),
      deserialize: (call: Call) => call,
      // Only the calls themselves: a name like 'constructor' is none.
      resolver: (name, resolved) =>
        Object.hasOwn(calls, name) ? resolved : () => Promise.reject(noCall(name)),
      // An answer that cannot be written as text: birpc sends this failure in its place.
      onGeneralError: () => true,
    });
    socket.on('close', () => this.#waiting.splice(0));
  }

  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): void {
    // A page that misses an event shows what is no more: it comes back and asks for the whole state.
    this.#rpc.$callEvent(name, ...args).catch(() => this.#socket.terminate());
  }

  close(): void {
    this.#socket.close(1001);
  }

  #send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) this.#socket.terminate();
    else this.#socket.send(data);
  }

  #onFrame(frame: Buffer): void {
    const request = readDecodeRequest(frame);
    if (!request) {
      this.#socket.close(1003);
      return;
    }
    this.#waiting.push(request);
    if (this.#waiting.length > MAX_WAITING) {
      const dropped = this.#waiting.shift();
      const cancelled: ErrorData = { code: 'cancelled', message: 'A newer decode took its place.' };
      if (dropped) this.#sendFailure(dropped, cancelled);
    }
    if (!this.#decoding) void this.#decodeWaiting();
  }

  async #decodeWaiting(): Promise<void> {
    this.#decoding = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        this.#send(decodeReplyFrame(next, await this.#decode(next.z)));
      } catch (error) {
        this.#sendFailure(next, EngineError.toData(error));
      }
    }
    this.#decoding = false;
  }

  #sendFailure(request: DecodeRequest, { code, message, details }: ErrorData): void {
    try {
      this.#send(decodeFailureFrame(request, { code, message, ...(details && { details }) }));
    } catch {
      // Details that are no JSON: the words are what counts.
      this.#send(decodeFailureFrame(request, { code, message }));
    }
  }
}

const noCall = (name: string): EngineError =>
  new EngineError(
    'bad-request',
    `The page asked for "${name}", which this engine does not know: they are of different versions. Reload the page.`,
  );
