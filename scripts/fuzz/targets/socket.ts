import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../../engine/server/EngineServer.ts';
import { readCall } from '../../../engine/server/readCall.ts';
import { readDecodeAnswer } from '../../../protocol/codecs/decodeFrames.ts';
import type { ErrorData } from '../../../protocol/errors.ts';
import { FuzzEngine } from '../FuzzEngine.ts';
import type { FuzzInput, FuzzTarget, Told } from '../FuzzTarget.ts';
import { makeFrames, type FrameKind } from '../makeFrames.ts';

/** For calls that take their time: their answers are no longer waited for. A hang is of the sound call after them. */
const LONGEST_ANSWERS_MS = 2000;

let fuzzed: FuzzEngine;

/** Frames on the WebSocket of a started engine; then it must answer a sound call, decode and request. */
export const target: FuzzTarget = {
  name: 'socket',
  start: async (folder) => {
    fuzzed = await FuzzEngine.start(folder);
  },
  make: makeFrames,
  run: async (input) => [...(await send(input, fuzzed.engine.webSocket())), ...(await fuzzed.check())],
  stop: () => fuzzed.stop(),
};

/** @returns what was answered in words, until all was answered or the connection was over */
async function send(input: FuzzInput, socket: WebSocket): Promise<Told[]> {
  const told: Told[] = [];
  let expected = 0;
  const answered = Promise.withResolvers<void>();
  const closed = new Promise((resolve) => socket.on('close', resolve));
  let tcp: Socket | undefined;
  socket.on('upgrade', (response) => (tcp = response.socket));
  socket.on('error', () => {});
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const error = isBinary ? errorOfFrame(data) : errorOfText(data);
    if (error === 'none') return;
    if (error !== null) told.push(error);
    if (--expected === 0) answered.resolve();
  });
  await once(socket, 'open');
  for (const [name, bytes] of Object.entries(input)) {
    const [, times = '1', kind = ''] = /^\d+-(\d+)\.(\w+)$/.exec(name) ?? [];
    for (let left = Number(times); left > 0 && socket.readyState === socket.OPEN; left--) {
      if (isAnswered(kind as FrameKind, bytes)) expected++;
      act(socket, tcp, kind as FrameKind, bytes);
    }
  }
  if (expected > 0) await Promise.race([answered.promise, closed, wait(LONGEST_ANSWERS_MS)]);
  socket.terminate();
  return told;
}

function act(socket: WebSocket, tcp: Socket | undefined, kind: FrameKind, bytes: Uint8Array): void {
  if (kind === 'text') socket.send(bytes, { binary: false });
  else if (kind === 'binary') socket.send(bytes, { binary: true });
  else if (kind === 'raw') tcp?.write(bytes);
  else if (kind === 'close') socket.close();
  else if (kind === 'end') tcp?.end();
  else socket.terminate();
}

function isAnswered(kind: FrameKind, bytes: Uint8Array): boolean {
  if (bytes.length > MAX_MESSAGE_BYTES) return false;
  if (kind === 'text') return readCall(Buffer.from(bytes).toString())?.i !== undefined;
  return kind === 'binary' && bytes.length > 16;
}

/** Null where a call succeeded; 'none' where the text answers none. */
function errorOfText(data: Buffer): Told | null | 'none' {
  const message = JSON.parse(data.toString()) as { t: string; e?: ErrorData };
  if (message.t !== 's') return 'none';
  return message.e ?? null;
}

function errorOfFrame(data: Buffer): Told | null {
  const answer = readDecodeAnswer(Uint8Array.from(data).buffer);
  return answer.kind === 'error' ? answer.error : null;
}
