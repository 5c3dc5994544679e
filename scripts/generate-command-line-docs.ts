/**
 * Writes docs/command-line.md from the definitions that the command line itself reads:
 *
 *   npm run generate:docs
 */
import { writeFile } from 'node:fs/promises';
import { commandLineDocs, COMMAND_LINE_PAGE } from './commandLineDocs.ts';

await writeFile(COMMAND_LINE_PAGE, await commandLineDocs());
