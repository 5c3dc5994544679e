import { expect, test } from 'vitest';
import type { ImageSource } from '../../images/ImageSource.ts';
import type { KnownRow } from '../RowTable.ts';
import { matchMoved } from './matchMoved.ts';

/** 'path size time' */
function file(text: string): ImageSource {
  const [path = '', size, time] = text.split(' ');
  return { path, name: path, label: null, sizeBytes: Number(size), modifiedMs: Number(time), metadata: {} };
}

/** 'row path size time' */
function row(text: string): KnownRow {
  const [id, path = '', size, time] = text.split(' ');
  return { row: Number(id), path, arrayRow: -1, sizeBytes: Number(size), modifiedMs: Number(time), facts: 0 };
}

const cases: [words: string, files: string[], missing: string[], goneBefore: string[], moved: string[]][] = [
  ['a file elsewhere', ['/b/1.png 5 9'], ['3 /a/1.png 5 9'], [], ['/b/1.png is 3']],
  ['on Windows', ['C:\\b\\1.png 5 9'], ['3 C:\\a\\1.png 5 9'], [], ['C:\\b\\1.png is 3']],
  ['another base name', ['/a/2.png 5 9'], ['3 /a/1.png 5 9'], [], []],
  ['another size', ['/b/1.png 6 9'], ['3 /a/1.png 5 9'], [], []],
  ['another time', ['/b/1.png 5 8'], ['3 /a/1.png 5 9'], [], []],
  ['a file that has been gone for longer', ['/b/1.png 5 9'], [], ['3 /a/1.png 5 9'], ['/b/1.png is 3']],
  [
    'what went now comes before what went long ago',
    ['/c/1.png 5 9'],
    ['4 /b/1.png 5 9'],
    ['3 /a/1.png 5 9'],
    ['/c/1.png is 4'],
  ],
  ['two rows for one file', ['/c/1.png 5 9'], ['3 /a/1.png 5 9', '4 /b/1.png 5 9'], [], []],
  ['two files for one row', ['/c/1.png 5 9', '/d/1.png 5 9'], ['3 /a/1.png 5 9'], [], []],
  [
    'a folder renamed, in a dataset unpacked with one time for all',
    ['/new/cat/1.bmp 5 9', '/new/dog/1.bmp 5 9'],
    ['3 /old/dog/1.bmp 5 9', '4 /old/cat/1.bmp 5 9'],
    [],
    ['/new/cat/1.bmp is 4', '/new/dog/1.bmp is 3'],
  ],
  [
    'a folder two levels up renamed',
    ['/new/a/x/1.bmp 5 9', '/new/b/x/1.bmp 5 9'],
    ['3 /old/b/x/1.bmp 5 9', '4 /old/a/x/1.bmp 5 9'],
    [],
    ['/new/a/x/1.bmp is 4', '/new/b/x/1.bmp is 3'],
  ],
  [
    'some of several told apart, the others not',
    ['/n/cat/1.bmp 5 9', '/n/x/1.bmp 5 9'],
    ['3 /o/cat/1.bmp 5 9', '4 /o/y/1.bmp 5 9', '5 /o/z/1.bmp 5 9'],
    [],
    ['/n/cat/1.bmp is 3'],
  ],
];

test.each(cases)('%s', (_, files, missing, goneBefore, moved) => {
  const matched = matchMoved(files.map(file), missing.map(row), goneBefore.map(row));
  expect([...matched].map(([{ path }, id]) => `${path} is ${id}`).sort()).toEqual(moved);
});

test('a row of an array file is only ever one of the same place in it', () => {
  const moved = { ...file('/b/a.npy 5 9'), row: 7 };
  expect(matchMoved([moved], [row('3 /a/a.npy 5 9')], []).size).toBe(0);
  expect(matchMoved([moved], [{ ...row('3 /a/a.npy 5 9'), arrayRow: 7 }], []).size).toBe(1);
});
