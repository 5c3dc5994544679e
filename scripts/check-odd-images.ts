/**
 * Checks the image reader against a folder of odd files and its index.tsv, which says of each file whether it decodes (with
 * its upright size and mean colour), must be refused, may be either, or is to be passed over:
 *
 *   node scripts/check-odd-images.ts FOLDER
 *
 * Columns used: file, expected, width, height, mean_rgb_plain, mean_rgb_browser. Exit status 1 when a file differs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { EngineError } from '../protocol/EngineError.ts';
import { findImages, type ImageSource } from '../engine/images/findImages.ts';
import { readImage, readImageSize } from '../engine/images/readImage.ts';

/** Two decoders that both round differ by one; the index rounds again. */
const COLOUR_TOLERANCE = 2;

interface Expected {
  file: string;
  expected: string;
  width: number;
  height: number;
  plain: number[];
  browser: number[];
}

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('Usage: node scripts/check-odd-images.ts FOLDER\n');
  process.exit(2);
}
const index = readIndex(join(folder, 'index.tsv'));
const found = await findImages([folder]);
const sources = new Map(found.images.map((source) => [source.path, source]));
const refused = new Map(found.unreadable.map(({ path, reason }) => [path, reason]));
const totals = { decoded: 0, refused: 0, ignored: 0 };
const problems: string[] = [];
let slowest = { file: '', ms: 0 };
for (const row of index) await check(row);

process.stdout.write(
  `${index.length} files: ${totals.decoded} decoded, ${totals.refused} refused with a reason, ${totals.ignored} passed over; ` +
    `${problems.length} not as the index says\n` +
    `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB; slowest ${slowest.file}, ${Math.round(slowest.ms)} ms\n` +
    problems.map((problem) => `  ${problem}\n`).join(''),
);
process.exit(problems.length === 0 ? 0 : 1);

async function check(row: Expected): Promise<void> {
  const path = join(folder ?? '', row.file);
  const source = sources.get(path);
  const startedMs = performance.now();
  let outcome: 'decoded' | 'refused' | 'ignored' = refused.has(path) ? 'refused' : 'ignored';
  let wrong = '';
  if (source) {
    try {
      wrong = await differences(source, row);
      outcome = 'decoded';
    } catch (error) {
      if (!(error instanceof EngineError) || !error.details?.['reason'])
        wrong = `failed without a reason: ${String(error)}`;
      outcome = 'refused';
      refused.set(path, error instanceof Error ? error.message : String(error));
    }
  }
  const ms = performance.now() - startedMs;
  if (ms > slowest.ms) slowest = { file: row.file, ms };
  totals[outcome] += 1;
  const allowed: Record<string, string[]> = {
    decodes: ['decoded'],
    unreadable: ['refused'],
    either: ['decoded', 'refused'],
    ignored: ['ignored'],
  };
  if (!allowed[row.expected]?.includes(outcome)) {
    problems.push(`${row.file}: ${outcome} (${refused.get(path) ?? ''}), expected ${row.expected}`);
  }
  if (wrong) problems.push(`${row.file}: ${wrong}`);
}

/** Reads the image at a small size, as the app does, and at its own for the colours. */
async function differences(source: ImageSource, row: Expected): Promise<string> {
  const target = { channels: 3, fit: 'cover', background: '#ffffff' } as const;
  const { pixels, tile } = await readImage(source, { ...target, width: 32, height: 32 }, 64);
  if (pixels.length !== 32 * 32 * 3 || tile?.length !== 64 * 64 * 4) return 'has pixels of the wrong size';
  const { width, height } = await readImageSize(source);
  if (row.width && (width !== row.width || height !== row.height)) {
    return `is ${width} x ${height}, expected ${row.width} x ${row.height}`;
  }
  if (row.plain.length === 0) return '';
  const full = await readImage(source, { ...target, width, height });
  const mean = meanColour(full.pixels);
  const difference = Math.min(distance(mean, row.plain), distance(mean, row.browser));
  return difference <= COLOUR_TOLERANCE
    ? ''
    : `mean colour ${mean.map(Math.round).join(',')}, expected ${row.plain.join(',')} or ${row.browser.join(',')}`;
}

function meanColour(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) sums[i % 3]! += pixels[i]!;
  return sums.map((sum) => sum / (pixels.length / 3));
}

function distance(a: number[], b: number[]): number {
  return b.length === 0 ? Infinity : Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

function readIndex(path: string): Expected[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.split('\t');
  const numbers = (text: string) => (text === '' ? [] : text.split(',').map(Number));
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    return {
      file: cell('file'),
      expected: cell('expected'),
      width: Number(cell('width')),
      height: Number(cell('height')),
      plain: numbers(cell('mean_rgb_plain')),
      browser: numbers(cell('mean_rgb_browser')),
    };
  });
}
