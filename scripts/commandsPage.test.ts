import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsPage, commandsPagePath } from './commandsPage.ts';

test('docs/commands.md says what the table says; node scripts/commandsPage.ts writes it anew', async () => {
  expect(readFileSync(commandsPagePath, 'utf8')).toBe(await commandsPage());
});
