import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder's path that nothing has yet: name, name-2, name-3, …
 * @param isTaken what else keeps a path from being free
 */
export async function freeFolder(
  parent: string,
  name: string,
  isTaken: (path: string) => boolean | Promise<boolean> = () => false,
): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`);
    if (!(await exists(path)) && !(await isTaken(path))) return path;
  }
}

/** Whether anything has this path, a link to nothing included. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
