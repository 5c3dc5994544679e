import { untrack } from 'svelte';
import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { samePointRef } from '../document/selection.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';
import type { RowOrderAnswer } from '../../protocol/codecs/rowOrder.ts';
import type { PointRef } from '../../protocol/document.ts';
import type { fetchOrder, OrderKey } from '../connection/fetchOrder.ts';
import type { RowFlags } from './RowFlags.svelte.ts';

/** What images are put in order by. */
export type OrderBy =
  | { readonly kind: 'name' }
  | { readonly kind: 'column'; readonly name: string }
  /** In z, from the origin. */
  | { readonly kind: 'distance' };

/** Where distances are measured from, as it was when it was chosen. */
export interface DistanceOrigin {
  readonly point: PointRef;
  /** [D] float32 */
  readonly z: Float32Array;
}

/** A newer state of the same order is asked for after so many times what the last one took. */
const PAUSE_SHARE = 4;

type OrderedCollection = Pick<CollectionInfo, 'id' | 'count' | 'revision' | 'columns'>;

interface Question {
  readonly collectionId: string;
  readonly by: OrderBy;
  readonly origin: DistanceOrigin | null;
  readonly isDescending: boolean;
  /** Changes with what the answer depends on. */
  readonly of: string;
}

/** An order that is here, of all rows. */
interface Answered extends Question, RowOrderAnswer {}

/** The images in an order that a person has chosen, asked of the engine while something shows it; those shown only. */
export class RowOrder {
  readonly #fetch: typeof fetchOrder;
  readonly #flags: Pick<RowFlags, 'version' | 'isShown'>;
  readonly #onError: (error: unknown) => void;
  #by = $state.raw<OrderBy>({ kind: 'name' });
  isDescending = $state(false);
  #isFollowing = $state(true);
  #origin = $state.raw<DistanceOrigin | null>(null);
  #answered = $state.raw<Answered | null>(null);
  #changes = $state(0);
  /** Something shows the order: steps from image to image follow it. */
  isInUse = $state(false);
  /** The row that was selected by a step within the order. */
  #steppedTo: number | null = null;
  #wanted: Question | null = null;
  #asked: Question | null = null;
  #failed: Question | null = null;
  #aborter = new AbortController();
  #isAsking = false;
  /** How long the last answer was waited for. */
  #tookMs = 0;
  #endPause: () => void = () => {};

  /** @param onError told of what could not be fetched */
  constructor(
    fetch: typeof fetchOrder,
    flags: Pick<RowFlags, 'version' | 'isShown'>,
    onError: (error: unknown) => void,
  ) {
    this.#fetch = fetch;
    this.#flags = flags;
    this.#onError = onError;
  }

  /** What was chosen; `current` says what is here. */
  get by(): OrderBy {
    return this.#by;
  }

  /** Whether what is selected elsewhere becomes the origin of distances. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }
  set isFollowing(isFollowing: boolean) {
    this.#isFollowing = isFollowing;
    this.#steppedTo = null;
  }

  get origin(): DistanceOrigin | null {
    return this.#origin;
  }

  /** The order that is here; it stays while another is on its way. Null before the first. */
  get current(): Pick<Answered, 'by' | 'origin' | 'isDescending' | 'known'> | null {
    return this.#answered;
  }

  /** Grows when the order that is here is another one, or goes the other way; not when its rows or values have changed. */
  get changes(): number {
    return this.#changes;
  }

  /** The rows that nothing keeps from being shown, in this order; those without a value last. A view, not to be written to. */
  readonly shown = $derived.by((): Uint32Array => {
    void this.#flags.version;
    const answered = this.#answered;
    if (!answered) return new Uint32Array();
    const { rows, known, isDescending, origin } = answered;
    const shown = new Uint32Array(rows.length);
    let count = 0;
    // The image itself before others with the very same z.
    const first = origin?.point.kind === 'image' && !isDescending ? origin.point.index : null;
    if (first !== null && this.#flags.isShown(first)) shown[count++] = first;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[isDescending && at < known ? known - 1 - at : at]!;
      if (row !== first && this.#flags.isShown(row)) shown[count++] = row;
    }
    return shown.subarray(0, count);
  });

  /** How far a row's z is from the origin, where the order is by that. */
  distanceOf(row: number): number | null {
    return this.#answered?.distances?.[row] ?? null;
  }

  choose(by: OrderBy, isDescending: boolean): void {
    if (by.kind !== 'distance' || this.#by.kind !== 'distance') {
      this.#origin = null;
      this.#steppedTo = null;
    }
    this.#by = by;
    this.isDescending = isDescending;
  }

  /** Measures distances from here. */
  startFrom(origin: DistanceOrigin): void {
    this.#steppedTo = null;
    this.#origin = origin;
  }

  /** As startFrom, for what was selected; a step within the order is not followed: it would turn round at once. */
  follow(origin: DistanceOrigin): void {
    const before = this.#origin;
    const isStep = before !== null && origin.point.kind === 'image' && origin.point.index === this.#steppedTo;
    if (!this.#isFollowing || isStep) return;
    const isSame = before !== null && samePointRef(before.point, origin.point) && before.z === origin.z;
    if (!isSame) this.startFrom(origin);
  }

  /** What is selected next is a step within the order. */
  stepsTo(row: number): void {
    this.#steppedTo = row;
  }

  /** The row `by` places further than one, round and round; the first, or last, where that is not in the order. */
  rowAfter(row: number | null, by: number): number | null {
    const { shown } = this;
    const at = row === null ? -1 : shown.indexOf(row);
    const { length } = shown;
    const place = at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length;
    return shown[place] ?? null;
  }

  /** Another collection is open: nothing is known of its order. */
  reset(): void {
    this.#origin = null;
    this.#steppedTo = null;
    this.#answered = null;
    this.#wanted = null;
    this.#aborter.abort();
  }

  /** Asks for the order as it is chosen now, unless it is here. Reactive in what that depends on. */
  sync(collection: OrderedCollection | null): void {
    const question = collection && this.#question(collection);
    untrack(() => this.#want(question));
  }

  #question({ id, count, revision, columns }: OrderedCollection): Question | null {
    const { by, isDescending } = this;
    const of = `${count} ${revision}`;
    const all = { collectionId: id, isDescending };
    if (by.kind === 'distance') {
      const origin = this.#origin;
      return origin && { ...all, by, origin, of };
    }
    const column = by.kind === 'column' ? columns.find(({ name }) => name === by.name) : null;
    if (!column) return { ...all, by: { kind: 'name' }, origin: null, of };
    return { ...all, by, origin: null, of: `${of} ${column.version}` };
  }

  #want(question: Question | null): void {
    this.#wanted = question;
    const answered = this.#answered;
    if (!question) {
      this.#answered = null;
      this.#aborter.abort();
      return;
    }
    if (answered && isSame(answered, question) && answered.isDescending !== question.isDescending) {
      this.#show({ ...answered, isDescending: question.isDescending });
    }
    // Of the same order a newer state can wait: while images come, every answer would be overtaken.
    if (this.#asked && !isSame(this.#asked, question)) this.#aborter.abort();
    if (!this.#isShownOlder()) this.#endPause();
    void this.#askOn();
  }

  #show(answered: Answered): void {
    const before = this.#answered;
    this.#answered = answered;
    const isAnother = !before || !isSame(before, answered) || before.isDescending !== answered.isDescending;
    if (isAnother) this.#changes += 1;
  }

  /** One question after another until the one that is wanted has its answer. */
  async #askOn(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#missing()) {
      if (this.#isShownOlder()) await this.#pause();
      const question = this.#missing();
      if (question) await this.#ask(question);
    }
    this.#isAsking = false;
  }

  async #ask(question: Question): Promise<void> {
    this.#asked = question;
    this.#aborter = new AbortController();
    const { signal } = this.#aborter;
    const sinceMs = performance.now();
    try {
      const answer = await this.#fetch(question.collectionId, keyOf(question), signal);
      this.#tookMs = performance.now() - sinceMs;
      const wanted = this.#wanted;
      if (wanted && isSame(question, wanted)) {
        this.#show({ ...question, ...answer, isDescending: wanted.isDescending });
      }
    } catch (error) {
      if (signal.aborted) return;
      // Another collection, or its columns, are told of by an event that brings the next question.
      this.#failed = question;
      if (!(error instanceof CollectionGone)) this.#onError(error);
    } finally {
      this.#asked = null;
    }
  }

  /** What is shown is in the order that is wanted, if not of this moment. */
  #isShownOlder(): boolean {
    return this.#answered !== null && this.#wanted !== null && isSame(this.#answered, this.#wanted);
  }

  /** While images come the engine has better things to do than to sort them without end. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#tookMs * PAUSE_SHARE);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }

  #missing(): Question | null {
    const wanted = this.#wanted;
    const answered = this.#answered;
    if (!wanted || wanted === this.#failed) return null;
    return answered && isSame(answered, wanted) && answered.of === wanted.of ? null : wanted;
  }
}

/** The same order, if not of the same moment or in the same direction. */
function isSame(a: Question, b: Question): boolean {
  const byName = (by: OrderBy) => (by.kind === 'column' ? by.name : '');
  return (
    a.collectionId === b.collectionId &&
    a.by.kind === b.by.kind &&
    byName(a.by) === byName(b.by) &&
    a.origin === b.origin
  );
}

function keyOf({ by, origin }: Question): OrderKey {
  if (origin) return { z: origin.z };
  return { column: by.kind === 'column' ? by.name : null };
}
