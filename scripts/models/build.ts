/**
 * `npm run models [-- NAME…] [--reuse]`: draws, trains and writes the bundled models into models/.
 * --reuse takes the networks of the last training in .cache/models/ where there are any, and does the rest again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BundledSource } from './BundledSource.ts';
import { digits } from './digits/digits.ts';
import { finishModel } from './finishModel.ts';
import { heads } from './heads/heads.ts';
import { letters } from './letters/letters.ts';
import { fontsInstalled } from './letters/openFonts.ts';
import { trainBundled } from './trainBundled.ts';
import { writeTrainingSet } from './writeTrainingSet.ts';

const SOURCES: readonly BundledSource[] = [digits, letters, heads];
const here = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reuse: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !SOURCES.some((source) => source.name === name));
if (unknown.length > 0) {
  console.error(
    `No bundled model is called ${unknown.join(', ')}; there are ${SOURCES.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
for (const source of SOURCES) {
  if (positionals.length === 0 || positionals.includes(source.name)) await build(source, values.reuse);
}

async function build(source: BundledSource, reuse: boolean): Promise<void> {
  const started = performance.now();
  const say = (words: string): void => {
    console.log(
      `${source.name} ${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${words}`,
    );
  };
  if (source === letters && !(await fontsInstalled())) {
    say('installing the fonts and their parser (npm ci in scripts/models)');
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: here('.'),
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  const drawing = await source.open();
  const cache = here('../../.cache/models/');
  const trainingSet = path.join(cache, `${source.name}.npz`);
  const trained = path.join(cache, source.name);
  if (reuse && existsSync(path.join(trained, 'model.json'))) say('taking the networks of the last training');
  else {
    say(`drawing ${source.trainingCount} images`);
    await writeTrainingSet(source, drawing, trainingSet);
    await trainBundled(source, trainingSet, trained, say);
  }
  const { sizeBytes } = await finishModel(source, drawing, trained, here(`../../models/${source.name}`), say);
  say(`done: ${(sizeBytes / 1e6).toFixed(2)} MB`);
}
