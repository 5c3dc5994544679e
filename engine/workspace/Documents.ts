import { join } from 'node:path';
import * as v from 'valibot';
import { documentKey, documentSchema, type HourglassDocument } from '../../protocol/document.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { issueWords } from '../files/issueWords.ts';
import { readJson, writeJsonFile } from '../files/jsonFile.ts';
import { putAside } from '../files/putAside.ts';

/** What people made on their collections: one JSON file a collection, written whole, kept for good. */
export class Documents {
  readonly #folder: string;
  readonly #onDamaged: (error: EngineError) => void;
  /** One read or write of a document at a time, in the order asked. */
  readonly #lines = new Map<string, Promise<unknown>>();

  /** @param onDamaged is told of a document that cannot be read, and where it was put aside */
  constructor(folder: string, onDamaged: (error: EngineError) => void) {
    this.#folder = folder;
    this.#onDamaged = onDamaged;
  }

  /**
   * What is kept of a collection, or null. A damaged file is put aside.
   * @throws EngineError 'internal' where there is a document and the disk does not give it: it must not be written over
   */
  load(collectionId: string): Promise<HourglassDocument | null> {
    return this.#inLine(collectionId, (path) => this.#read(path));
  }

  /** @throws EngineError 'internal' where the disk does not take it */
  save(collectionId: string, document: HourglassDocument): Promise<void> {
    return this.#inLine(collectionId, async (path) => {
      try {
        await writeJsonFile(path, document);
      } catch (error) {
        throw new EngineError(
          'internal',
          `Your points and names could not be kept in "${path}" (${fileErrorWords(error)}). They are safe while this window ` +
            'is open; make room on the disk or allow writing there.',
        );
      }
    });
  }

  /**
   * Puts a document in place of the one kept, which stays beside it under another name.
   * @throws EngineError 'internal' as save
   */
  async replace(collectionId: string, document: HourglassDocument): Promise<void> {
    await this.#inLine(collectionId, async (path) => {
      await putAside(path, 'before').catch(() => undefined);
    });
    await this.save(collectionId, document);
  }

  /** Resolves when everything asked for so far is on the disk. */
  async settled(): Promise<void> {
    await Promise.all(this.#lines.values());
  }

  #inLine<T>(collectionId: string, work: (path: string) => Promise<T>): Promise<T> {
    const key = documentKey(collectionId);
    if (!/^[\w.]{1,100}$/.test(key)) {
      throw new EngineError('bad-request', `There is no collection "${collectionId}".`);
    }
    const done = (this.#lines.get(key) ?? Promise.resolve()).then(() =>
      work(join(this.#folder, `${key}.json`)),
    );
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#lines.set(key, settled);
    void settled.then(() => {
      if (this.#lines.get(key) === settled) this.#lines.delete(key);
    });
    return done;
  }

  async #read(path: string): Promise<HourglassDocument | null> {
    const file = await readJson(path);
    if (file.state === 'absent') return null;
    if (file.state === 'unreadable') {
      throw new EngineError(
        'internal',
        `What you made on this collection could not be read from "${path}" (${file.reason}).`,
      );
    }
    const parsed = v.safeParse(documentSchema, file.state === 'read' ? file.value : null);
    if (parsed.success) return parsed.output;
    const aside = await putAside(path);
    const reason = file.state === 'damaged' ? file.reason : issueWords(parsed.issues[0]);
    this.#onDamaged(
      new EngineError(
        'internal',
        `What you made on this collection could not be read (${reason}). The file was kept as "${aside}".`,
      ),
    );
    return null;
  }
}
