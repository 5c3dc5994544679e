import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { commandLineDocs, COMMAND_LINE_PAGE } from './commandLineDocs.ts';

test('docs/command-line.md is what the definitions say; else run npm run generate:docs', async () => {
  expect(await readFile(COMMAND_LINE_PAGE, 'utf8')).toBe(await commandLineDocs());
});
