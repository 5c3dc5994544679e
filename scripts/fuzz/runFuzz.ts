import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FINDING_KINDS, Findings, type Finding, type FindingKind } from './Findings.ts';
import { FuzzChild, type FuzzLimits, type Outcome } from './FuzzChild.ts';
import type { Try } from './fuzzProcess.ts';
import { judgeWords } from './judgeWords.ts';

export const FUZZ_LIMITS: FuzzLimits = { hangMs: 5000, memoryBytes: 2 * 1024 ** 3 };
/** Of every target, however little time there is. */
const LEAST_TRIES = 2;
/** Targets in work at once. */
const PARALLEL = 2;

export interface FuzzOptions {
  /** Modules that export a `target`. */
  targetUrls: readonly string[];
  seed: number;
  /** For all targets together. */
  seconds: number;
  /** For inputs in work and those that found something. */
  folder: string;
  limits?: FuzzLimits;
  /** No more tries of a target than this. */
  tries?: number;
  /** The number of each target's first try. */
  firstTry?: number;
  onTold?(outcome: Outcome): void;
}

/** What came of one target's tries. */
export interface FuzzRow {
  target: string;
  tries: number;
  counts: Record<FindingKind, number>;
}

/** Tries inputs on all targets, each for an equal part of the time. */
export async function runFuzz(options: FuzzOptions): Promise<{ rows: FuzzRow[]; findings: Finding[] }> {
  const findings = new Findings(join(options.folder, 'findings'));
  const waiting = [...options.targetUrls];
  const rows = new Map<string, FuzzRow>();
  const sliceMs = (options.seconds * 1000 * PARALLEL) / Math.max(PARALLEL, waiting.length);
  const runNext = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
      rows.set(url, await runTarget(url, sliceMs, options, findings));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, runNext));
  return { rows: options.targetUrls.flatMap((url) => rows.get(url) ?? []), findings: findings.list };
}

async function runTarget(
  url: string,
  sliceMs: number,
  options: FuzzOptions,
  findings: Findings,
): Promise<FuzzRow> {
  const { seed, limits = FUZZ_LIMITS, tries = Infinity, firstTry = 0, onTold } = options;
  const target = basename(url, '.ts');
  const folder = join(options.folder, 'work', target);
  const given = join(folder, 'given');
  const row: FuzzRow = { target, tries: 0, counts: { crash: 0, hang: 0, memory: 0, internal: 0, long: 0 } };
  const count = (kind: FindingKind, words: string, one: Try) => {
    row.counts[kind] += 1;
    findings.add({ target, kind, words }, one, given);
  };
  const start = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    mkdirSync(folder, { recursive: true });
    return FuzzChild.start(url, folder, limits);
  };
  let child = await start();
  // What a target starts, an engine say, takes none of its time.
  const endMs = performance.now() + sliceMs;
  for (; row.tries < tries && (row.tries < LEAST_TRIES || performance.now() < endMs); row.tries++) {
    const one = { seed, number: firstTry + row.tries };
    let outcome = await child.try(one);
    if (outcome.kind === 'hang') {
      // A machine with much else to do makes an input look like one that hangs.
      child = await start();
      outcome = await child.try(one);
    }
    onTold?.(outcome);
    if (outcome.kind === 'told') {
      for (const told of outcome.told) {
        const kind = judgeWords(told);
        if (kind) count(kind, `${told.code ?? 'notice'}: ${told.message}`, one);
      }
    } else {
      count(outcome.kind, wordsOf(outcome, limits), one);
      child = await start();
    }
  }
  await child.end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  return row;
}

function wordsOf(outcome: Exclude<Outcome, { kind: 'told' }>, limits: FuzzLimits): string {
  if (outcome.kind === 'crash') return outcome.words;
  if (outcome.kind === 'hang') return `no answer within ${limits.hangMs} ms`;
  return `${Math.round(outcome.bytes / 1024 ** 2)} MB of memory`;
}

const HEADINGS: Record<FindingKind, string> = {
  crash: 'crashes',
  hang: 'hangs',
  memory: 'memory',
  internal: 'internal errors',
  long: 'long messages',
};

/** The counts as lines of text. */
export function fuzzTable(rows: readonly FuzzRow[]): string[] {
  const cells = [
    ['target', 'tries', ...FINDING_KINDS.map((kind) => HEADINGS[kind])],
    ...rows.map(({ target, tries, counts }) =>
      [target, tries, ...FINDING_KINDS.map((kind) => counts[kind])].map(String),
    ),
  ];
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}
