import { extname, join } from 'node:path';
import { unreservedName } from '../../protocol/reservedName.ts';
import { exists } from './freeFolder.ts';

/** 'cat' for 1, 'cat (2)' for 2, with the extension after it: 'cat (2).png'. */
export const numberedName = (name: string, number: number, extension = ''): string =>
  `${name}${number === 1 ? '' : ` (${number})`}${extension}`;

/** The first that no file or folder has yet of 'cat.png', 'cat (2).png', …, as a path. */
export async function freePath(folder: string, name: string, extension = ''): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, numberedName(name, number, extension));
    if (!(await exists(path))) return path;
  }
}

/** File systems take 255 bytes of a name; a number may come to it. */
const MOST_BYTES = 240;

/** A name as it is but for what some system does not take in one: '<>:"/\|?*', control characters, devices' names. */
export function keptName(name: string): string {
  const safe = name.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/[. ]+$/, '');
  return unreservedName(shortened(safe) || '_');
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const extension = extname(name);
  const characters = Array.from(name.slice(0, name.length - extension.length));
  const isLong = () => Buffer.byteLength(characters.join('')) + Buffer.byteLength(extension) > MOST_BYTES;
  while (characters.length > 0 && isLong()) characters.pop();
  return `${characters.join('')}${extension}`;
}

/** Names given out in one folder, none of them twice, whether or not a file system tells capitals from small letters. */
export class FolderNames {
  readonly #last = new Map<string, number>();

  /** @returns the name with its extension, or the first numbered one that is free */
  take(name: string, extension = ''): string {
    const key = keyOf(`${name}${extension}`);
    for (let number = (this.#last.get(key) ?? 0) + 1; ; number++) {
      const numbered = numberedName(name, number, extension);
      if (number > 1 && this.#last.has(keyOf(numbered))) continue;
      if (number > 1) this.#last.set(keyOf(numbered), 1);
      this.#last.set(key, number);
      return numbered;
    }
  }
}

const keyOf = (name: string) => name.normalize('NFC').toLowerCase();
