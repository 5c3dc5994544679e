import { expect, test } from 'vitest';
import { whyNotWanted, type Wanted } from './whyNotWanted.ts';
import type { FolderEntry } from '../../protocol/calls.ts';

const entry = (name: string, kind: FolderEntry['kind']): FolderEntry => ({
  name,
  kind,
  path: `/x/${name}`,
});

test.each<[string, FolderEntry['kind'], Wanted]>([
  ['a.png', 'image', 'images'],
  ['a.npz', 'array', 'images'],
  // Without an extension it may be an image: its first bytes say so.
  ['a', 'other', 'images'],
  ['a.onnx', 'model', 'model'],
  ['a.hourglass', 'document', 'document'],
])('%s of kind %s is what is wanted of %s', (name, kind, wanted) => {
  expect(whyNotWanted(entry(name, kind), wanted)).toBeNull();
});

test.each<[string, FolderEntry['kind'], Wanted, string]>([
  ['a.onnx', 'model', 'images', '"a.onnx" is a model. Open it with “Open model”.'],
  ['a.png', 'image', 'model', '"a.png" is an image. Open it with “Open images”.'],
  [
    'a.hourglass',
    'document',
    'images',
    '"a.hourglass" is a Hourglass document. Open it with “Open a .hourglass file…”, or drop it on the window.',
  ],
  [
    'a.txt',
    'other',
    'model',
    '"a.txt" is no file that Hourglass knows. A model is a folder with encoder.onnx and decoder.onnx, or one .onnx file.',
  ],
])('%s of kind %s is not what is wanted of %s, and where it belongs is said', (name, kind, wanted, words) => {
  expect(whyNotWanted(entry(name, kind), wanted)).toBe(words);
});
