import { randomBytes } from 'node:crypto';

/** Eight hexadecimal digits that make a temporary name nobody else's. */
export const temporarySuffix = (): string => randomBytes(4).toString('hex');

/** The name under which a file is written before it takes its place, in the same folder: hidden, '.model.json.0a1b2c3d'. */
export const temporaryName = (name: string, suffix = temporarySuffix()): string => `.${name}.${suffix}`;

/** Whether a name is such a one of the file called `of`: left behind by a process that was killed while it wrote. */
export function isTemporaryName(name: string, of: string): boolean {
  const start = `.${of}.`;
  return name.startsWith(start) && /^[0-9a-f]{8}$/.test(name.slice(start.length));
}
