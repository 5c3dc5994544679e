/**
 * `npm run fuzz -- [--seconds 60] [--seed 1] [--only TARGET] [--try N] [--out FOLDER]`: gives mutated and crafted input to
 * every way into Hourglass, and counts crashes, hangs, memory over 2 GB, internal errors and messages that are too long.
 * What found something is kept with how to try it again, and the exit code is then 1. `--try` repeats a single input.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fuzzTable, runFuzz } from './fuzz/runFuzz.ts';
import { TARGET_NAMES, targetUrl } from './fuzz/targetUrls.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    try: { type: 'string' },
    out: { type: 'string' },
  },
});
const [seconds, seed, one] = [values.seconds, values.seed, values.try].map((text) => Number(text ?? 0));
const names = values.only === undefined ? TARGET_NAMES : values.only.split(',');
const unknown = names.find((name) => !TARGET_NAMES.includes(name));
if (unknown !== undefined || !seconds || !Number.isInteger(seed) || !Number.isInteger(one)) {
  console.error(
    `Expected --seconds and --seed as numbers, and --only with some of ${TARGET_NAMES.join(', ')}.`,
  );
  process.exit(2);
}
const folder =
  values.out === undefined ? mkdtempSync(join(tmpdir(), 'hourglass-fuzz-')) : resolve(values.out);
const { rows, findings } = await runFuzz({
  targetUrls: names.map(targetUrl),
  seconds,
  seed: seed ?? 1,
  folder,
  ...(values.try !== undefined && {
    tries: 1,
    firstTry: one ?? 0,
    onTold: (outcome) => console.log(outcome),
  }),
});
console.log(fuzzTable(rows).join('\n'));
for (const { target, kind, words, count, folder } of findings) {
  console.log(`\n${target}, ${kind}, ${count} times: ${words}\n  ${folder}`);
}
if (findings.length === 0 && values.out === undefined) rmSync(folder, { recursive: true, force: true });
process.exit(findings.length === 0 ? 0 : 1);
