import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ModelJson } from '../protocol/model.ts';
import { root } from './Host.ts';

const samples = join(root, 'models/digits/samples');

/** Copies the first few bundled digits of each label into a folder with sub-folders. Returns how many. */
export function copyDigits(folder: string, perLabel: number, labels = '0123456789'): number {
  let count = 0;
  for (const label of labels) {
    mkdirSync(join(folder, label), { recursive: true });
    for (const file of readdirSync(join(samples, label)).toSorted().slice(0, perLabel)) {
      cpSync(join(samples, label, file), join(folder, label, file));
      count += 1;
    }
  }
  return count;
}

/** Paths of single bundled digits. */
export function digitFiles(label: string, count: number): string[] {
  return readdirSync(join(samples, label))
    .toSorted()
    .slice(0, count)
    .map((file) => join(samples, label, file));
}

/** Images that are all of one grey: no model can be fitted to them. */
export async function drawFlat(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const grey = { create: { width: 28, height: 28, channels: 3, background: '#808080' } } as const;
  for (let index = 0; index < count; index++)
    await sharp(grey)
      .png()
      .toFile(join(folder, `${index}.png`));
}

/** A copy of the bundled digits model with one half taken out. */
export function copyModelWithout(half: 'encoder' | 'decoder', folder: string): string {
  const source = join(root, 'models/digits');
  const json = JSON.parse(readFileSync(join(source, 'model.json'), 'utf8')) as ModelJson;
  mkdirSync(folder, { recursive: true });
  const kept = half === 'encoder' ? json.decoder : json.encoder;
  if (kept) cpSync(join(source, kept.file), join(folder, kept.file));
  delete json[half];
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...json, name: `Digits without ${half}` }));
  return folder;
}

/** Coloured discs on a gradient, in two sub-folders: pictures of things, for training. */
export async function drawDiscs(folder: string, count: number, size = 32): Promise<void> {
  for (let index = 0; index < count; index++) {
    const label = index % 2 ? 'large' : 'small';
    mkdirSync(join(folder, label), { recursive: true });
    const radius = (label === 'large' ? 0.36 : 0.2) * size;
    const x = size * (0.5 + 0.14 * Math.sin(index * 2.4));
    const y = size * (0.5 + 0.14 * Math.cos(index * 1.7));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
      <rect width="${size}" height="${size}" fill="hsl(${(index * 37) % 360} 30% 20%)"/>
      <circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${(index * 37 + 140) % 360} 70% 60%)"/></svg>`;
    await sharp(Buffer.from(svg))
      .png()
      .toFile(join(folder, label, `${String(index).padStart(3, '0')}.png`));
  }
}
