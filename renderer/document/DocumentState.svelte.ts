import { documentKey, emptyDocument } from '../../protocol/document.ts';
import { LABEL_COLUMN } from '../../protocol/columns.ts';
import { countOfRanges } from '../../protocol/rowRanges.ts';
import { select } from './edits.ts';
import { History, type HeldHistory } from './History.svelte.ts';
import { sameSelection, withoutRows } from './selection.ts';
import type { HourglassDocument, Selection } from '../../protocol/document.ts';

/** Where documents are kept: the engine. */
export interface DocumentStore {
  load(collectionId: string): Promise<HourglassDocument | null>;
  save(collectionId: string, document: HourglassDocument): Promise<void>;
}

interface MadeEdit {
  label: string;
  change(document: HourglassDocument): HourglassDocument;
  joins: string | undefined;
}

/** How long an edit may wait for the next one before both are written. */
export const SAVE_AFTER_MS = 300;

/**
 * The document of the open collection: every edit goes through here, becomes undoable and is kept by the engine soon
 * after. What was made before the document has arrived is made again on it, so that nothing kept is ever written over
 * unread; a document is only ever kept under the collection it was made on.
 */
export class DocumentState {
  readonly history = new History();
  readonly #store: DocumentStore;
  readonly #onError: (error: unknown) => void;
  #value = $state.raw<HourglassDocument>(emptyDocument(LABEL_COLUMN));
  /** documentKey of the open collection; null while none is open. */
  #key: string | null = null;
  #isLoaded = $state(false);
  #arrivals = $state(0);
  /** Made since the collection was opened, while its document had not arrived. */
  #early: MadeEdit[] = [];
  #earlyView: HourglassDocument['view'] = null;
  /** What has not been kept yet, by key: also of collections closed meanwhile. */
  // Nothing on screen shows it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #unsaved = new Map<string, HourglassDocument>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What another than the document is made for, for the time being. */
  #asideFor: string | null = null;
  /** The document meanwhile, with its history. */
  #held = $state.raw<{ value: HourglassDocument; history: HeldHistory } | null>(null);

  /** Parts by themselves: an edit elsewhere leaves them the same objects. */
  readonly points = $derived(this.#value.points);
  readonly selection = $derived(this.#value.selection);
  readonly filters = $derived(this.#value.filters);
  readonly hidden = $derived(this.#value.hidden);
  readonly dimensionNames = $derived(this.#value.dimensionNames);
  readonly directions = $derived(this.#value.directions);
  readonly paths = $derived(this.#value.paths);
  readonly colorBy = $derived(this.#value.colorBy);
  readonly search = $derived(this.#value.search);

  /** @param onError told of what could be neither read nor kept */
  constructor(store: DocumentStore, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
  }

  get value(): HourglassDocument {
    return this.#value;
  }

  /** False while what was kept of the open collection has not arrived. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Decoded points of the document that is set aside: not shown, and back when it is. */
  get pointsAside(): number {
    return this.#held?.value.points.length ?? 0;
  }

  /** Grows whenever a document has arrived: kept earlier, or empty. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /**
   * Another collection is open, or the same one again: after a restart of the engine, say, when the document in the
   * page is the newer one and stays. Resolves when the document is here, or it was told why not.
   */
  async open(collectionId: string | null): Promise<void> {
    const key = collectionId === null ? null : documentKey(collectionId);
    if (key !== this.#key) {
      this.#key = key;
      this.#isLoaded = false;
      this.#early = [];
      this.#earlyView = null;
      if (key === null) this.#asideFor = null;
      this.#held = null;
      this.#value = emptyDocument(LABEL_COLUMN);
      this.history.clear();
    }
    const flushed = this.flush();
    if (key !== null && !this.#isLoaded) await this.#load(key);
    await flushed;
  }

  /**
   * Sets the document of the open collection aside, whole and with its history, while the images are seen through another
   * model: what is made meanwhile is kept nowhere. Null brings it back as it was.
   * @param reason tells one such time from another
   */
  setAside(reason: string | null): void {
    this.#asideFor = reason;
    this.#takeAside();
  }

  #takeAside(): void {
    if (!this.#isLoaded) return;
    if (this.#asideFor !== null && !this.#held) {
      void this.flush();
      const value = this.#value;
      this.#held = { value, history: this.history.take() };
      const { primary } = value.selection;
      const selection = { ...value.selection, primary: primary?.kind === 'probe' ? null : primary };
      this.#value = {
        ...value,
        points: [],
        paths: [],
        dimensionNames: emptyDocument(LABEL_COLUMN).dimensionNames,
        selection,
        view: null,
      };
    } else if (this.#asideFor === null && this.#held) {
      const { value, history } = this.#held;
      this.#held = null;
      this.#value = value;
      this.history.put(history);
    }
  }

  /** The engine has put another document in place of the kept one: an edit like others, which can be undone. */
  replaced(collectionId: string, placed: HourglassDocument, label: string): void {
    // One that is still on its way is the new one already.
    if (documentKey(collectionId) !== this.#key || !this.#isLoaded || this.#held) return;
    if (JSON.stringify(placed) === JSON.stringify(this.#value)) return;
    this.edit(label, () => placed);
    this.#arrivals++;
  }

  /**
   * Makes an edit: undone it puts back the document before it, all but the camera.
   * @param label what undo takes back, in words
   * @param change gives the same document back where there is nothing to change
   * @param joins as Edit.joins
   */
  edit(label: string, change: MadeEdit['change'], joins?: string): void {
    const before = this.#value;
    const after = change(before);
    if (after === before) return;
    this.#set(after);
    if (!this.#isLoaded) {
      this.#early.push({ label, change, joins });
      return;
    }
    this.history.add({
      label,
      ...(joins !== undefined && { joins }),
      undo: () => this.#put(before),
      redo: () => this.#put(after),
    });
  }

  /**
   * Selects. Consecutive selections are one step back, and looking around after an undo leaves what can be redone.
   * @param label 'select 7.png'
   */
  select(selection: Selection, label: string): void {
    const before = this.#value.selection;
    if (sameSelection(selection, before)) return;
    const isManyLost = countOfRanges(before.rows) > 1 && withoutRows(before.rows, selection.rows).length > 0;
    const isMany = countOfRanges(selection.rows) > 1;
    // A selection of many that gives way to another is a step one goes back to.
    if (isManyLost) this.history.seal();
    // What one looks at between undo and redo does not take redo away; what took work to select does.
    if (this.history.redoLabel !== null && !isMany && !isManyLost) this.#set(select(this.#value, selection));
    else this.edit(label, (document) => select(document, selection), 'selection');
  }

  /** What follows from what a person made: kept with it, and no edit. Taken back with an edit before it, it follows again. */
  complete(change: MadeEdit['change']): void {
    const after = change(this.#value);
    if (this.#isLoaded && after !== this.#value) this.#set(after);
  }

  /** Where the camera is, null for where it frames everything: kept, and no edit. */
  setView(view: HourglassDocument['view']): void {
    if (!this.#isLoaded) this.#earlyView = view;
    this.#set({ ...this.#value, view });
  }

  /** Hands to the engine at once what has not been kept yet. Resolves when it is kept, or it was told why not. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = [...this.#unsaved];
    this.#unsaved.clear();
    await Promise.all(
      unsaved.map(async ([key, document]) => {
        try {
          await this.#store.save(key, document);
        } catch (error) {
          // A newer one may be waiting by now. Either is tried again with the next edit and the next open().
          if (!this.#unsaved.has(key)) this.#unsaved.set(key, document);
          this.#onError(error);
        }
      }),
    );
  }

  async #load(key: string): Promise<void> {
    try {
      const kept = this.#unsaved.get(key) ?? (await this.#store.load(key));
      if (key !== this.#key || this.#isLoaded) return;
      const early = this.#early;
      const view = this.#earlyView;
      this.#early = [];
      this.#earlyView = null;
      this.#isLoaded = true;
      this.#value = kept ?? emptyDocument(LABEL_COLUMN);
      if (view) this.setView(view);
      for (const { label, change, joins } of early) this.edit(label, change, joins);
      this.#arrivals++;
      this.#takeAside();
    } catch (error) {
      if (key === this.#key) this.#onError(error);
    }
  }

  #put(document: HourglassDocument): void {
    this.#set({ ...document, view: this.#value.view });
  }

  #set(document: HourglassDocument): void {
    this.#value = document;
    if (this.#key === null || !this.#isLoaded || this.#held) return;
    this.#unsaved.set(this.#key, document);
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_AFTER_MS);
  }
}
