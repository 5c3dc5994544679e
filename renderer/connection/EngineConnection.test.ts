import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeReplyFrame, readDecodeRequest } from '../../protocol/codecs/decodeFrames.ts';
import { EngineConnection } from './EngineConnection.ts';
import type { EngineEvents } from '../../protocol/calls.ts';
import type { ConnectionStatus, Socket } from './EngineConnection.ts';

/** The engine's end of a socket, played by the test. */
class FakeSocket implements Socket {
  binaryType: BinaryType = 'blob';
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly #listeners: { type: string; listener: (event: { data: unknown }) => void }[] = [];

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }

  close(): void {
    this.#tell('close');
  }

  open(): void {
    this.#tell('open');
  }

  receive(data: string | ArrayBuffer): void {
    this.#tell('message', data);
  }

  #tell(type: string, data: unknown = null): void {
    for (const each of this.#listeners) if (each.type === type) each.listener({ data });
  }

  /** Answers the newest call with a result, or with an error. */
  answer(answer: { r?: unknown; e?: unknown }): void {
    const text = this.sent.findLast((data) => typeof data === 'string');
    const request: unknown = JSON.parse(String(text));
    if (typeof request !== 'object' || request === null || !('i' in request)) throw new Error('no call');
    this.receive(JSON.stringify({ t: 's', i: request.i, ...answer }));
  }
}

const STATE = { engineId: 'e1', model: null };

function setUp() {
  const sockets: FakeSocket[] = [];
  const statuses: ConnectionStatus[] = [];
  const onState = vi.fn();
  const events = { notice: vi.fn<EngineEvents['notice']>() };
  const nothing = () => undefined;
  const connection = new EngineConnection({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    events: {
      restored: nothing,
      preferencesChanged: nothing,
      documentReplaced: nothing,
      modelChanged: nothing,
      collectionChanged: nothing,
      projectionChanged: nothing,
      liveChanged: nothing,
      waitingChanged: nothing,
      jobChanged: nothing,
      jobDismissed: nothing,
      recentChanged: nothing,
      settingsChanged: nothing,
      ...events,
    },
    onState,
    onStatus: (status) => statuses.push(status),
  });
  const newest = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket');
    return socket;
  };
  const openNow = async () => {
    newest().open();
    newest().answer({ r: STATE });
    await vi.waitFor(() => expect(statuses.at(-1)).toBe('open'));
  };
  return { connection, sockets, statuses, onState, events, newest, openNow };
}

function replyTo(request: ArrayBuffer, pixel: number): ArrayBuffer {
  const asked = readDecodeRequest(new Uint8Array(request));
  if (!asked) throw new Error('expected a decode request');
  const rgba = Uint8Array.of(pixel, pixel, pixel, 255);
  return decodeReplyFrame(asked, { width: 1, height: 1, decodeMs: 0, rgba }).buffer;
}

describe('EngineConnection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is open once the state has come', async () => {
    const { connection, statuses, onState, openNow } = setUp();
    connection.connect();
    expect(statuses).toEqual(['connecting']);
    await openNow();
    expect(onState).toHaveBeenCalledWith(STATE);
  });

  it('comes back after a loss, waiting longer each time, and fetches the state again', async () => {
    const { connection, sockets, statuses, onState, newest, openNow } = setUp();
    connection.connect();
    await openNow();
    newest().close();
    expect(statuses.at(-1)).toBe('lost');
    await vi.advanceTimersByTimeAsync(100);
    expect(sockets).toHaveLength(2);
    newest().close();
    await vi.advanceTimersByTimeAsync(199);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(3);
    await openNow();
    expect(onState).toHaveBeenCalledTimes(2);
    newest().close();
    // The back-off begins anew once a connection stood.
    await vi.advanceTimersByTimeAsync(100);
    expect(sockets).toHaveLength(4);
  });

  it('calls carry the code and words of a failure', async () => {
    const { connection, newest, openNow } = setUp();
    connection.connect();
    await openNow();
    const call = connection.call('openModel', '/nowhere');
    const seen = expect(call).rejects.toMatchObject({ code: 'not-found', message: 'No model there.' });
    newest().answer({ e: { code: 'not-found', message: 'No model there.' } });
    await seen;
  });

  it('calls and decodes end as engine-lost when the connection drops, and fail at once without one', async () => {
    const { connection, newest, openNow } = setUp();
    connection.connect();
    await openNow();
    const call = expect(connection.call('histograms')).rejects.toMatchObject({ code: 'engine-lost' });
    const decode = expect(connection.decode(Float32Array.of(1), 5)).rejects.toMatchObject({
      code: 'engine-lost',
    });
    newest().close();
    await call;
    await decode;
    await expect(connection.call('histograms')).rejects.toMatchObject({ code: 'engine-lost' });
    await expect(connection.decode(Float32Array.of(1), 5)).rejects.toMatchObject({ code: 'engine-lost' });
  });

  it('gives each decode its own answer, in whatever order they come', async () => {
    const { connection, newest, openNow } = setUp();
    connection.connect();
    await openNow();
    const first = connection.decode(Float32Array.of(1), 11);
    const second = connection.decode(Float32Array.of(2), 22);
    const frames = newest().sent.filter((data) => data instanceof ArrayBuffer);
    for (const frame of [...frames].reverse()) {
      const asked = readDecodeRequest(new Uint8Array(frame));
      newest().receive(replyTo(frame, (asked?.z[0] ?? 0) * 10));
    }
    expect(await first).toMatchObject({ stampMs: 11, width: 1, height: 1 });
    expect((await first).rgba[0]).toBe(10);
    expect((await second).rgba[0]).toBe(20);
  });

  it('passes events on', async () => {
    const { connection, events, newest, openNow } = setUp();
    connection.connect();
    await openNow();
    const error = { code: 'internal', message: 'Something.' };
    newest().receive(JSON.stringify({ t: 'q', m: 'notice', a: [error], o: true }));
    await vi.waitFor(() => expect(events.notice).toHaveBeenCalledWith(error));
  });

  it('stays closed after close', async () => {
    const { connection, sockets, openNow } = setUp();
    connection.connect();
    await openNow();
    connection.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets).toHaveLength(1);
  });
});
