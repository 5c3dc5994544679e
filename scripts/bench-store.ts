/**
 * `node scripts/bench-store.ts [--rows N] [--json]`: a collection of 1,000,000 rows × 8 columns (category, 4 numbers,
 * date, flag, text) with z of 32 and thumbnails of 8 pixels: what one process takes to write it, and another to open and
 * ask it, with the longest time for which that one did nothing else. Floors beside: the same bytes written from typed
 * arrays, the same rows inserted into a plain table.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Measured } from './benchStoreImages.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
});
const rows = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));

/** In a process of its own, so that each has its own memory. */
function measure(part: 'Write' | 'Read'): Measured[] {
  const script = fileURLToPath(new URL(`./benchStore${part}.ts`, import.meta.url));
  const args = [script, folder, String(rows)];
  const output = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as Measured[];
}

try {
  const machine = `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}`;
  const writing = measure('Write');
  const reading = measure('Read');
  if (values.json) console.log(JSON.stringify({ machine, rows, writing, reading }));
  else {
    console.log(`${rows.toLocaleString('en')} rows, ${machine}`);
    for (const [title, part] of [
      ['writing', writing],
      ['reading', reading],
    ] as const) {
      const heads = ['ms', 'pause', '(own CPU)', 'MB'].map((head) => head.padStart(11)).join('');
      console.log(`\n${title.padEnd(42)}${heads}`);
      for (const { what, ms, pauseMs, pauseCpuMs, memoryMb, words } of part) {
        const figures = [ms, pauseMs, pauseCpuMs, memoryMb].map((figure) =>
          (figure?.toFixed(1) ?? '').padStart(11),
        );
        console.log(`${what.padEnd(42)}${figures.join('')}  ${words}`);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
