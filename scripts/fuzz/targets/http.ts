import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorData } from '../../../protocol/errors.ts';
import { FuzzEngine, SECRET_WORDS } from '../FuzzEngine.ts';
import type { FuzzTarget, Told } from '../FuzzTarget.ts';
import { makeRequests, type Ending, type PLACES } from '../makeRequests.ts';

/** A request that is not whole gets no answer before the server's own minutes are over. */
const LONGEST_ANSWER_MS = 300;

let fuzzed: FuzzEngine;
let ownFolder = '';
let files: string[] = [];

/**
 * Requests to a started engine, byte for byte; then it must answer a sound call, decode and request. What nobody may read, a
 * page given to a stranger, or a file where none belongs is found besides.
 */
export const target: FuzzTarget = {
  name: 'http',
  start: async (folder) => {
    fuzzed = await FuzzEngine.start(folder);
    ownFolder = folder;
    files = filesAround(folder);
  },
  make: makeRequests,
  run: async (input) => {
    const open: Socket[] = [];
    try {
      const answers = await Promise.all(
        Object.entries(input).flatMap(([name, bytes]) => {
          const [, times = '1', ending = 'wait'] = /^\d+-(\d+)\.(\w+)$/.exec(name) ?? [];
          return Array.from({ length: Number(times) }, () => exchange(bytes, ending as Ending, open));
        }),
      );
      return [...answers.flat(), ...(await fuzzed.check()), ...strayFiles()];
    } finally {
      for (const socket of open) socket.destroy();
    }
  },
  stop: () => fuzzed.stop(),
};

/** Sends one request on a connection of its own. @returns what was answered in words, and what should not have been */
async function exchange(bytes: Uint8Array, ending: Ending, open: Socket[]): Promise<Told[]> {
  const { port } = fuzzed.engine;
  const sent = withPlaces(bytes);
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  if (ending === 'half') socket.end(sent);
  else await new Promise((resolve) => socket.write(sent, resolve));
  if (ending === 'reset') socket.resetAndDestroy();
  else if (ending !== 'stay') await Promise.race([closed, wait(LONGEST_ANSWER_MS)]);
  return judgeAnswer(Buffer.concat(chunks).toString('latin1'), isStranger(sent));
}

function withPlaces(bytes: Uint8Array): Buffer {
  const { engine } = fuzzed;
  const values: Record<keyof typeof PLACES, string> = {
    path: engine.secret.path,
    cookie: engine.secret.cookie,
    token: engine.secret.newToken(),
    port: String(engine.port),
    id: engine.collection?.id ?? '',
  };
  let text = Buffer.from(bytes).toString('latin1');
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{${name}}`, value);
  return Buffer.from(text, 'latin1');
}

/** Whether it names neither what lets in once nor what lets in again. */
function isStranger(sent: Buffer): boolean {
  const { path, cookie } = fuzzed.engine.secret;
  return !(sent.includes(path.slice(0, -1)) && sent.includes(cookie)) && !sent.includes('token=');
}

function judgeAnswer(text: string, isStrangers: boolean): Told[] {
  const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  const told: Told[] = [];
  if (text.includes(SECRET_WORDS))
    told.push({ code: 'internal', message: 'A file beside the page was given out.' });
  if (isStrangers && /^[23]/.test(status)) {
    told.push({ code: 'internal', message: `A stranger was let in with status ${status}.` });
  }
  if (/^5/.test(status) && !body.startsWith('{'))
    told.push({ code: 'internal', message: `Status ${status}: ${body}` });
  if (/^[45]/.test(status) && body !== '') told.push(wordsOf(body));
  return told;
}

function wordsOf(body: string): Told {
  // Bytes were read one by one as characters.
  const words = Buffer.from(body, 'latin1').toString();
  try {
    const error = JSON.parse(words) as Partial<ErrorData> | null;
    if (typeof error?.message === 'string')
      return { message: error.message, ...(error.code && { code: error.code }) };
  } catch {
    // Words alone.
  }
  return { message: words };
}

/** Everything beside the engine's own data and what was made for it. */
const filesAround = (folder: string): string[] => readdirSync(folder).toSorted();

function strayFiles(): Told[] {
  const stray = filesAround(ownFolder).filter((name) => !files.includes(name));
  return stray.map((name) => ({ code: 'internal', message: `A request made the file "${name}".` }));
}
