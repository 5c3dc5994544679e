import { expect, test } from 'vitest';
import { kindsWords } from './kindsWords.ts';

test.each([
  [['a.docx'], '1 .docx file'],
  [['/x/a.docx', 'C:\\b.DOCX'], '2 .docx files'],
  [['a.txt', 'b.md', 'c.txt', 'README'], '2 .txt files, 1 .md file and 1 file without an extension'],
  [
    ['a.txt', 'a.txt', 'b.md', 'c.csv', 'd.pdf', 'e.doc'],
    '2 .txt files, 1 .md file, 1 .csv file and 2 other files',
  ],
  [['/a.folder/.hidden', 'x'], '2 files without an extension'],
])('%j are %s', (paths, words) => {
  expect(kindsWords(paths)).toBe(words);
});
