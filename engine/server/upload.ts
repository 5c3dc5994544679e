import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../protocol/EngineError.ts';
import { isReservedName } from '../../protocol/reservedName.ts';
import { answerJson, type Exchange } from './answers.ts';

/** One dropped file, and all of one start of the engine together. */
const MAX_FILE_BYTES = 1024 ** 3;
const MAX_TOTAL_BYTES = 16 * 1024 ** 3;
const MAX_DEPTH = 16;
const MAX_NAME_BYTES = 200;

/** Takes in files dropped on the page, into one folder, keeping the folders they were dropped in. */
export class Uploads {
  readonly #folder: string;
  #totalBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws EngineError 'bad-request' for a name or a size that is not taken */
  async receive(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const parts = safeParts(request.headers['x-file-name']);
    const announced = Number(request.headers['content-length'] ?? 0);
    this.#checkSize(announced);
    const folder = join(this.#folder, ...parts.slice(0, -1));
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `.${randomBytes(8).toString('hex')}.part`);
    let bytes = 0;
    try {
      const limit = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length;
          this.#totalBytes += chunk.length;
          try {
            this.#checkSize(bytes);
            done(null, chunk);
          } catch (error) {
            done(error as Error);
          }
        },
      });
      await pipeline(request, limit, createWriteStream(temporary, { flags: 'wx' }));
      answerJson(exchange, 200, { path: await giveName(temporary, join(folder, parts.at(-1) ?? '')) });
    } catch (error) {
      this.#totalBytes -= bytes;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #checkSize(bytes: number): void {
    if (bytes > MAX_FILE_BYTES) {
      throw new EngineError(
        'bad-request',
        `The dropped file is larger than ${MAX_FILE_BYTES / 1024 ** 2} MB; open its folder instead of dropping it.`,
      );
    }
    if (this.#totalBytes > MAX_TOTAL_BYTES) {
      throw new EngineError(
        'bad-request',
        `More than ${MAX_TOTAL_BYTES / 1024 ** 3} GB were dropped; open the folder instead.`,
      );
    }
  }
}

/**
 * The parts of 'folder/sub/a.png', each safe as a file name on every system.
 * @throws EngineError 'bad-request' for anything that could lead elsewhere
 */
function safeParts(header: string | string[] | undefined): string[] {
  let name: string;
  try {
    name = decodeURIComponent(String(header ?? ''));
  } catch {
    name = '';
  }
  const parts = name.split('/');
  const reserved = parts.find(isReservedName);
  if (reserved !== undefined) {
    throw new EngineError(
      'bad-request',
      `"${reserved}" cannot be taken in: Windows keeps this name for a device. Give it another, or open its folder instead.`,
    );
  }
  const bad = parts.find(
    (part) =>
      part === '' ||
      part.startsWith('.') ||
      part.endsWith(' ') ||
      part.endsWith('.') ||
      // eslint-disable-next-line no-control-regex
      /[\\:*?"<>|\x00-\x1f]/.test(part) ||
      Buffer.byteLength(part) > MAX_NAME_BYTES,
  );
  if (bad !== undefined || parts.length > MAX_DEPTH) {
    throw new EngineError(
      'bad-request',
      `A file named "${name}" cannot be taken in; give it a plainer name.`,
    );
  }
  return parts;
}

/** Moves a whole file to its name, or to 'name (2).png' where that is taken; never over another. */
async function giveName(temporary: string, wanted: string): Promise<string> {
  const dot = wanted.lastIndexOf('.');
  const cut = dot > dirname(wanted).length + 1 ? dot : wanted.length;
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : `${wanted.slice(0, cut)} (${number})${wanted.slice(cut)}`;
    try {
      await link(temporary, path);
      return path;
    } catch (error) {
      const taken = await stat(path).then(
        () => true,
        () => false,
      );
      if (!taken) throw error;
    }
  }
}
