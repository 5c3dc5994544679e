import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import type { ModelJson } from '../../protocol/model.ts';
import { modelFolder } from './testing/modelFolder.ts';

const MUTANTS = 300;
const FIXTURE = join(import.meta.dirname, 'fixtures/vae');
const JAVASCRIPT_WORDS =
  /call stack|Invalid (typed )?array (buffer )?length|Cannot read prop|is not (a function|iterable)|undefined|Unknown error/i;

const DESCRIPTION: ModelJson = {
  format: 1,
  name: 'vae',
  image: { width: 16, height: 16, channels: 1, layout: 'NCHW', range: [0, 1] },
  latent: { shape: [3], prior: 'normal' },
  encoder: { file: 'encoder.onnx', input: 'x', output: 'mu', logvar: 'logvar' },
  decoder: { file: 'decoder.onnx', input: 'z', output: 'x_hat' },
};

interface Line {
  mutant: number;
  code?: string;
  message?: string;
}

/** The lines that a process wrote until it came through or ended. */
const lines = (folder: string, first: number) =>
  new Promise<Line[]>((resolve) => {
    const script = join(import.meta.dirname, 'testing/openMutants.ts');
    execFile(process.execPath, [script, folder, String(first), String(MUTANTS)], (_, stdout) => {
      resolve(
        stdout
          .trim()
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as Line),
      );
    });
  });

test('mutated graphs and descriptions are opened, or refused in a sentence for a person', async () => {
  await using folder = await modelFolder({
    'encoder.onnx': await readFile(join(FIXTURE, 'encoder.onnx')),
    'decoder.onnx': await readFile(join(FIXTURE, 'decoder.onnx')),
    'model.json': JSON.stringify(DESCRIPTION, null, 2),
  });
  const refused: Line[] = [];
  let ended = 0;
  for (let next = 0; next < MUTANTS;) {
    const told = await lines(folder.path, next);
    refused.push(...told.filter(({ code }) => code !== undefined));
    const last = told.at(-1)?.mutant ?? next;
    if (last < MUTANTS - 1) ended++;
    next = last + 1;
  }
  expect(refused.length).toBeGreaterThan(MUTANTS / 4);
  // What ends a process is caught by the trial of a model; it is rare.
  expect(ended).toBeLessThan(5);
  for (const { mutant, code, message = '' } of refused) {
    const where = `mutant ${mutant}: ${message}`;
    expect(['bad-model', 'provider-failed', 'not-found'], where).toContain(code);
    expect(message.length, where).toBeLessThanOrEqual(400);
    expect(message, where).not.toMatch(JAVASCRIPT_WORDS);
    expect(message.trim(), where).not.toMatch(/:$/);
  }
}, 60_000);
