import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { BundledSource, Drawing } from './BundledSource.ts';

/**
 * Draws the samples into a folder, in place of what it held: <label>/<number>.png and metadata.csv.
 * @param folder models/<name>/samples
 */
export async function writeSamples(source: BundledSource, drawing: Drawing, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const rows: string[][] = [];
  for (let i = 0; i < source.sampleCount; i++) {
    const { pixels, label, metadata } = drawing.draw('samples', i);
    const name = `${label}/${String(i).padStart(4, '0')}.png`;
    if (rows.length === 0) rows.push(['file_name', 'label', ...Object.keys(metadata)]);
    rows.push([name, label, ...Object.values(metadata)]);
    await mkdir(path.join(folder, label), { recursive: true });
    await writeFile(path.join(folder, name), await greyPng(pixels, source.side));
  }
  await writeFile(
    path.join(folder, 'metadata.csv'),
    rows.map((row) => `${row.map(csvCell).join(',')}\n`).join(''),
  );
}

function greyPng(pixels: Uint8Array, side: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 9, adaptiveFiltering: side > 64 })
    .toBuffer();
}

const csvCell = (value: string): string =>
  /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
