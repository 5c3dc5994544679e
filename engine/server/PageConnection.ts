import { createBirpc } from 'birpc';
import type { WebSocket } from 'ws';
import type { EngineCalls, EngineEvents } from '../../protocol/calls.ts';
import { DECODE_ERROR, DECODE_REPLY, DECODE_REQUEST } from '../../protocol/wire.ts';
import { EngineError } from '../EngineError.ts';

/** One decoded image. */
export interface Decoded {
  width: number;
  height: number;
  /** [H,W,4] uint8 RGBA */
  rgba: Uint8Array;
  /** Time in the decoder. */
  decodeMs: number;
}

/** [D] float32 → one image. Rejects with an EngineError. */
export type Decode = (z: Float32Array) => Promise<Decoded>;

/** A page that reads slower than this much behind is cut off: it comes back and asks for the whole state. */
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;
/** Decodes waiting for one page. The page drops what a newer one replaces; this bounds a page that does not. */
const MAX_WAITING = 16;

interface Waiting {
  id: number;
  stamp: number;
  z: Float32Array;
}

/** One open page: calls and events as JSON text, decodes as binary frames, over one WebSocket. */
export class PageConnection {
  readonly #socket: WebSocket;
  readonly #decode: Decode;
  readonly #rpc;
  readonly #waiting: Waiting[] = [];
  #decoding = false;

  constructor(socket: WebSocket, calls: EngineCalls, decode: Decode) {
    this.#socket = socket;
    this.#decode = decode;
    this.#rpc = createBirpc<EngineEvents, EngineCalls, false>(calls, {
      proxify: false,
      post: (text: string) => this.#send(text),
      on: (receive) => {
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) this.#onFrame(data);
          else receive(data.toString('utf8'));
        });
      },
      serialize: (message: { e?: unknown }) =>
        JSON.stringify('e' in message ? { ...message, e: EngineError.toData(message.e) } : message),
      deserialize: (text: string): unknown => JSON.parse(text),
      // Only the calls themselves: a name like 'constructor' is none.
      resolver: (name, resolved) => (Object.hasOwn(calls, name) ? resolved : undefined),
      // A message that is no JSON or no call is the page's fault, and the end of its connection.
      onGeneralError: () => {
        socket.close(1003);
        return true;
      },
    });
    socket.on('close', () => this.#waiting.splice(0));
  }

  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): void {
    void this.#rpc.$callEvent(name, ...args);
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
    const { kind, offsets, headerBytes } = DECODE_REQUEST;
    const valueBytes = frame.length - headerBytes;
    if (valueBytes <= 0 || valueBytes % 4 !== 0 || frame.readUInt32LE(offsets.kind) !== kind) {
      this.#socket.close(1003);
      return;
    }
    // Copied: what ws hands over may start at an odd address, and is reused.
    const z = new Float32Array(valueBytes / 4);
    new Uint8Array(z.buffer).set(frame.subarray(headerBytes));
    this.#waiting.push({ id: frame.readUInt32LE(offsets.id), stamp: frame.readDoubleLE(offsets.stamp), z });
    if (this.#waiting.length > MAX_WAITING) {
      const dropped = this.#waiting.shift();
      if (dropped) this.#sendError(dropped, new EngineError('cancelled', 'A newer decode took its place.'));
    }
    if (!this.#decoding) void this.#decodeWaiting();
  }

  async #decodeWaiting(): Promise<void> {
    this.#decoding = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        this.#sendDecoded(next, await this.#decode(next.z));
      } catch (error) {
        this.#sendError(next, error);
      }
    }
    this.#decoding = false;
  }

  #sendDecoded({ id, stamp }: Waiting, { width, height, rgba, decodeMs }: Decoded): void {
    const { kind, offsets, headerBytes } = DECODE_REPLY;
    const frame = Buffer.allocUnsafe(headerBytes + rgba.byteLength);
    frame.fill(0, 0, headerBytes);
    frame.writeUInt32LE(kind, offsets.kind);
    frame.writeUInt32LE(id, offsets.id);
    frame.writeDoubleLE(stamp, offsets.stamp);
    frame.writeUInt32LE(width, offsets.width);
    frame.writeUInt32LE(height, offsets.height);
    frame.writeFloatLE(decodeMs, offsets.decodeMs);
    frame.set(rgba, headerBytes);
    this.#send(frame);
  }

  #sendError({ id, stamp }: Waiting, error: unknown): void {
    const { kind, offsets, headerBytes } = DECODE_ERROR;
    const text = Buffer.from(JSON.stringify(EngineError.toData(error)));
    const frame = Buffer.alloc(headerBytes + text.length);
    frame.writeUInt32LE(kind, offsets.kind);
    frame.writeUInt32LE(id, offsets.id);
    frame.writeDoubleLE(stamp, offsets.stamp);
    frame.set(text, headerBytes);
    this.#send(frame);
  }
}
