import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageSource } from '../../images/ImageSource.ts';
import { Random } from '../../random/Random.ts';
import { CollectionStore } from '../CollectionStore.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import type { KnownRow } from '../RowTable.ts';
import { ImageFolder } from '../testing/ImageFolder.ts';
import { START } from '../testing/numberedImages.ts';
import { rangesHave } from '../../../protocol/rowRanges.ts';
import { factsHash } from './factsHash.ts';
import { planSync, type SyncPlan } from './planSync.ts';

/** A row as either collection has it: the content that its z is of. */
interface Row {
  path: string;
  content: number;
  isGone: boolean;
}

interface TestCollection {
  plan(folder: ImageFolder): SyncPlan;
  /** Does all of a plan, encoding included. */
  follow(plan: SyncPlan, folder: ImageFolder): Promise<void>;
  rows(): Promise<Row[]>;
  /** Paths of those that could not be read. */
  unreadable(): string[];
  close(): Promise<void>;
}

/** The rules alone, on plain objects. */
class MemoryCollection implements TestCollection {
  readonly #rows: (KnownRow & Row)[] = [];
  readonly #refusals = new Map<string, ImageSource>();

  plan(folder: ImageFolder): SyncPlan {
    const refusals = [...this.#refusals.values()].map((source, id) => ({ ...source, id, arrayRow: -1 }));
    return planSync(
      {
        count: this.#rows.length,
        find: (path) => this.#rows.find((row) => row.path === path) ?? null,
        at: (row) => this.#rows[row]!,
        isGone: (row) => this.#rows[row]!.isGone,
        refusals,
      },
      folder.found(),
    );
  }

  follow(plan: SyncPlan, folder: ImageFolder): Promise<void> {
    const refusals = [...this.#refusals.keys()];
    for (const id of plan.forgotten) this.#refusals.delete(refusals[id]!);
    this.#rows.forEach((row, id) => {
      if (rangesHave(plan.gone, id)) row.isGone = true;
      if (rangesHave(plan.back, id)) row.isGone = false;
    });
    for (const { row, source } of plan.relabelled) this.#rows[row]!.facts = factsHash(source);
    for (const { row, source } of plan.moved) {
      Object.assign(this.#rows[row]!, source, { facts: factsHash(source), isGone: false });
    }
    for (const source of [...plan.added, ...plan.changed.map(({ source }) => source)]) {
      const { content, isReadable } = folder.files.get(source.path)!;
      const known = this.#rows.find((row) => row.path === source.path);
      this.#refusals.delete(source.path);
      if (!isReadable) {
        this.#refusals.set(source.path, source);
        if (known) known.isGone = true;
        continue;
      }
      const row = { ...source, content, isGone: false, facts: factsHash(source), arrayRow: -1 };
      if (known) Object.assign(known, row);
      else this.#rows.push({ ...row, row: this.#rows.length });
    }
    return Promise.resolve();
  }

  rows(): Promise<Row[]> {
    return Promise.resolve(this.#rows);
  }

  unreadable(): string[] {
    return [...this.#refusals.keys()];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The store itself. */
class StoredCollection implements TestCollection {
  readonly #folder: string;
  readonly #writer: CollectionWriter;
  readonly #store: CollectionStore;

  private constructor(folder: string, writer: CollectionWriter, store: CollectionStore) {
    this.#folder = folder;
    this.#writer = writer;
    this.#store = store;
  }

  static async create(): Promise<StoredCollection> {
    const folder = await mkdtemp(join(tmpdir(), 'sync-'));
    const writer = await CollectionWriter.create(folder, { ...START, latentSize: 1, tileSize: 0 });
    return new StoredCollection(folder, writer, await CollectionStore.open(folder));
  }

  plan(folder: ImageFolder): SyncPlan {
    return this.#writer.syncPlan(folder.found());
  }

  follow(plan: SyncPlan, folder: ImageFolder): Promise<void> {
    this.#writer.applySync(plan);
    const images = [...plan.added, ...plan.changed.map(({ source }) => source)];
    for (let from = 0; from < images.length; from += 2) {
      const batch = images.slice(from, from + 2);
      const readable = batch.filter(({ path }) => folder.files.get(path)!.isReadable);
      this.#writer.appendBatch({
        sources: readable,
        latents: Float32Array.from(readable, ({ path }) => folder.files.get(path)!.content),
        unreadable: batch
          .filter((source) => !readable.includes(source))
          .map((source) => ({ source, reason: 'is broken' })),
      });
    }
    return Promise.resolve();
  }

  async rows(): Promise<Row[]> {
    const { rows } = this.#store.cursor;
    const latents = await this.#store.latents(0, rows);
    const states = this.#store.states(0, rows);
    return this.#store.sources(0, rows).map(({ path, name, label }, row) => {
      expect([name, label]).toEqual([path.slice(1), path.split('/')[1]]);
      return { path, content: latents[row]!, isGone: states[row] === 1 };
    });
  }

  unreadable(): string[] {
    return this.#store.unreadable().map(({ path }) => path);
  }

  async close(): Promise<void> {
    await this.#store.close();
    await this.#writer.close();
    await rm(this.#folder, { recursive: true });
  }
}

test.each([
  ['in memory', () => Promise.resolve(new MemoryCollection()), 30, 50],
  ['in the store', () => StoredCollection.create(), 16, 30],
] as const)('whatever happens to a folder, a sync %s brings it up to date', async (_, make, seeds, steps) => {
  const happened = { added: 0, changed: 0, gone: 0, back: 0, moved: 0, relabelled: 0, refused: 0 };
  for (let seed = 0; seed < seeds; seed++) {
    const random = new Random('sync', seed);
    const folder = new ImageFolder(random);
    const collection = await make();
    for (let step = 0; step < steps; step++) {
      for (let changes = 1 + random.below(6); changes > 0; changes--) folder.change();
      const before = (await collection.rows()).map((row) => ({ ...row }));
      const plan = collection.plan(folder);
      await collection.follow(plan, folder);
      const rows = await collection.rows();
      for (const key of Object.keys(happened) as (keyof typeof happened)[]) {
        const part = plan[key];
        happened[key] += typeof part === 'number' ? part : part.length;
      }

      // Every readable file has one row, which is here and of its content; every other row is gone.
      const here = rows.filter((row) => !row.isGone);
      const readable = [...folder.files].filter(([, file]) => file.isReadable);
      expect(here.map(({ path, content }) => `${path} ${content}`).sort()).toEqual(
        readable.map(([path, { content }]) => `${path} ${content}`).sort(),
      );
      const broken = [...folder.files].filter(([, file]) => !file.isReadable);
      expect(collection.unreadable().sort()).toEqual(broken.map(([path]) => path).sort());
      // No path has two rows. No row was lost or became another's: it kept its path or its content.
      expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
      expect(rows.length).toBeGreaterThanOrEqual(before.length);
      before.forEach(({ path, content }, row) => {
        expect(rows[row]!.path === path || rows[row]!.content === content).toBe(true);
      });
      // Only what had to be was encoded: contents that no row had, or that could not be told to be one's.
      for (const { row } of plan.moved) expect(rows[row]!.content).toBe(before[row]!.content);
      // Nothing is left to do, and what could not be read is not tried again.
      expect(collection.plan(folder)).toMatchObject({
        ...{ added: [], changed: [], gone: [], back: [], moved: [], relabelled: [], forgotten: [] },
        unchanged: readable.length,
        refused: folder.files.size - readable.length,
      });
    }
    await collection.close();
  }
  // Each of these was tried.
  expect(Math.min(...Object.values(happened))).toBeGreaterThan(3);
});
