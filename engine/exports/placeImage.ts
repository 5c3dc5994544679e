import { constants, copyFile, link, realpath, symlink, writeFile } from 'node:fs/promises';
import { EngineError } from '../../protocol/EngineError.ts';
import { errorCode } from '../files/fileErrorWords.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { pngOfImage } from '../images/pngOfImage.ts';

/** What a file becomes where it is taken to. */
export type ImageLinking = 'copy' | 'hard-link' | 'symbolic-link';
export type Placed = 'copied' | 'linked' | 'drawn';

/** The disk, or its file system, has no hard links, or has them only within itself. */
const NO_HARD_LINK = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Puts an image where nothing is yet: its file copied or linked, a row of an array as PNG.
 * @throws the system's error, EEXIST where there is something; EngineError where links cannot be made at all
 */
export async function placeImage(source: ImageSource, to: string, how: ImageLinking): Promise<Placed> {
  if (source.row !== undefined) {
    await writeFile(to, await pngOfImage(source), { flag: 'wx' });
    return 'drawn';
  }
  if (how === 'copy') return copy(source.path, to);
  // Where the file is a link itself, the image is what it leads to.
  const file = await realpath(source.path);
  if (how === 'symbolic-link') {
    await symlink(file, to).catch((error: unknown) => {
      if (errorCode(error) !== 'EPERM' && errorCode(error) !== 'ENOSYS') throw error;
      throw new EngineError(
        'bad-request',
        'Symbolic links cannot be made there: the system allows them only to some people, or that disk has none. Choose copies, or hard links.',
      );
    });
    return 'linked';
  }
  try {
    await link(file, to);
    return 'linked';
  } catch (error) {
    if (!NO_HARD_LINK.has(errorCode(error) ?? '')) throw error;
    return copy(file, to);
  }
}

async function copy(from: string, to: string): Promise<Placed> {
  // Where the file system can, the bytes are shared until one of both is changed.
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return 'copied';
}
