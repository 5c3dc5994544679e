import { extname } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { readHead } from '../files/readHead.ts';
import { HEADER_BYTES } from '../images/arrays/ByteSource.ts';
import { parseNpyHeader } from '../images/arrays/parseNpyHeader.ts';
import { withZip } from '../images/arrays/withZip.ts';

const EXTENSIONS = new Set(['.npz', '.npy', '.csv', '.parquet']);

/** Whether a file is called as files of z are; .npz and .npy may hold images. */
export const isNamedAsLatents = (path: string): boolean => EXTENSIONS.has(extname(path).toLowerCase());

/**
 * Whether a file holds z and no images: .csv, .parquet, an .npz with an array "z", or an .npy of [D] or [N,D] fractions.
 * @throws EngineError 'not-found' for an array file that cannot be read
 */
export async function isLatentsFile(path: string): Promise<boolean> {
  if (!isNamedAsLatents(path)) return false;
  const extension = extname(path).toLowerCase();
  if (extension === '.csv' || extension === '.parquet') return true;
  let head: Uint8Array;
  try {
    head = readHead(path, HEADER_BYTES);
  } catch (error) {
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  }
  // What is damaged is told by whoever reads it as what it is for.
  try {
    return extension === '.npz' ? await holdsArrayZ(path) : isTableOfFractions(head);
  } catch {
    return false;
  }
}

const holdsArrayZ = (path: string) => withZip(path, 0, async ({ names }) => names.includes('z.npy'));

function isTableOfFractions(head: Uint8Array): boolean {
  const header = parseNpyHeader(head);
  return header.kind === 'numbers' && header.type.startsWith('f') && header.shape.length <= 2;
}
