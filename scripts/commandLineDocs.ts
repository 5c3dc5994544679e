import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandLinePage } from '../engine/cli/commandLinePage.ts';
import { listBundled } from '../engine/models/bundled.ts';

export const COMMAND_LINE_PAGE = resolve(import.meta.dirname, '..', 'docs', 'command-line.md');

/** docs/command-line.md as it is to be, formatted as every file is. */
export async function commandLineDocs(): Promise<string> {
  const config = await resolveConfig(COMMAND_LINE_PAGE);
  const bundled = (await listBundled()).map(({ name }) => name);
  return format(commandLinePage(bundled), { ...config, filepath: COMMAND_LINE_PAGE });
}
