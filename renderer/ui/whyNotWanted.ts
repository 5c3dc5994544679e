import type { FolderEntry } from '../../protocol/calls.ts';

/** What a folder browser is asked to find. 'folder': one to write into, whatever it holds. */
export type Wanted = 'images' | 'model' | 'document' | 'folder';

const WHAT: Readonly<Record<FolderEntry['kind'], string>> = {
  folder: 'a folder',
  image: 'an image',
  array: 'an array of images',
  model: 'a model',
  document: 'a Hourglass document',
  other: 'no file that Hourglass knows',
};

/** Where to go with it instead. */
const INSTEAD: Readonly<Record<FolderEntry['kind'], string>> = {
  folder: '',
  image: 'Open it with “Open images”.',
  array: 'Open it with “Open images”.',
  model: 'Open it with “Open model”.',
  document: 'Open it with “Open a .hourglass file…”, or drop it on the window.',
  other: '',
};

const EXPECTED: Readonly<Record<Wanted, string>> = {
  images: 'Choose an image, an array or a folder of images.',
  model: 'A model is a folder with encoder.onnx and decoder.onnx, or one .onnx file.',
  document: 'Choose a .hourglass file.',
  folder: 'Choose a folder.',
};

/** Why a file is not what one is asked for, what it is, and where it belongs; null where it is. */
export function whyNotWanted({ kind, name }: FolderEntry, wanted: Wanted): string | null {
  const isWanted =
    kind === (wanted === 'images' ? 'image' : wanted) ||
    // Without a known extension it may be an image all the same: its first bytes say so when it is opened.
    (wanted === 'images' && (kind === 'array' || kind === 'other'));
  if (isWanted) return null;
  return `"${name}" is ${WHAT[kind]}. ${INSTEAD[kind] || EXPECTED[wanted]}`;
}
