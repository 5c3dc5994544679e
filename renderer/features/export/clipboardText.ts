import { shortestFloat } from '../../../protocol/shortestFloat.ts';

/** A row of z as a spreadsheet takes it: what names it, and its z. */
export interface ClipboardRow {
  names: readonly string[];
  /** [D] float32 values */
  z: ArrayLike<number>;
}

/** More rows than this are for a file. */
export const COPIED_MOST = 1000;

/** Tab-separated text: names of columns, then a line a row. */
export function clipboardTable(nameColumns: readonly string[], rows: readonly ClipboardRow[]): string {
  const size = rows[0]?.z.length ?? 0;
  const header = [...nameColumns, ...Array.from({ length: size }, (_, d) => `z${d + 1}`)];
  const lines = rows.map(({ names, z }) => [...names.map(plain), ...Array.from(z, shortestFloat)]);
  return [header, ...lines].map((cells) => `${cells.join('\t')}\n`).join('');
}

/** A tab or a line break would begin another cell. */
const plain = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');
