import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Try } from './fuzzProcess.ts';

export const FINDING_KINDS = ['crash', 'hang', 'memory', 'internal', 'long'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One fault, however often it was met. */
export interface Finding {
  target: string;
  kind: FindingKind;
  words: string;
  count: number;
  /** Where the input that met it first lies, with how to try it again. */
  folder: string;
}

const MOST_WORDS = 1000;

/** What was found, the same words counted once, each with its first input kept below a folder. */
export class Findings {
  readonly #folder: string;
  readonly #found = new Map<string, Finding>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get list(): Finding[] {
    return [...this.#found.values()];
  }

  /** @param inputFolder holds the input, which is copied the first time */
  add(found: { target: string; kind: FindingKind; words: string }, one: Try, inputFolder: string): void {
    const { target, kind, words } = found;
    const key = `${target} ${kind} ${sameWords(words)}`;
    const known = this.#found.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    const folder = join(this.#folder, `${target}-${kind}-${one.number}-${this.#found.size + 1}`);
    mkdirSync(folder, { recursive: true });
    cpSync(inputFolder, join(folder, 'input'), { recursive: true });
    const again = `npm run fuzz -- --only ${target} --seed ${one.seed} --try ${one.number}`;
    writeFileSync(join(folder, 'finding.txt'), `${kind}\n${words}\n\n${again}\n`);
    this.#found.set(key, { target, kind, words: words.slice(0, MOST_WORDS), count: 1, folder });
  }
}

/** Words without what differs from input to input: numbers, and names in quotes. */
const sameWords = (words: string): string =>
  words
    .replace(/"[^"]*"?/g, '"…"')
    .replace(/0x[0-9a-f]+|\d+/gi, 'N')
    .slice(0, 80);
