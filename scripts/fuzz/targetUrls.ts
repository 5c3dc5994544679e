import { readdirSync } from 'node:fs';

const folder = new URL('./targets/', import.meta.url);

/** Every file in targets/ is one. */
export const TARGET_NAMES: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length))
  .toSorted();

export const targetUrl = (name: string): string => new URL(`${name}.ts`, folder).href;
