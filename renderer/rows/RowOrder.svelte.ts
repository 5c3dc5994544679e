import { untrack } from 'svelte';
import { samePointRef } from '../document/selection.ts';
import { OrderAnswers, type AnsweredOrder } from './OrderAnswers.svelte.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';
import type { fetchOrder } from '../connection/fetchOrder.ts';
import type { DistanceOrigin, OrderBy, OrderQuestion } from './OrderQuestion.ts';
import type { RowFlags } from './RowFlags.svelte.ts';

type OrderedCollection = Pick<CollectionInfo, 'id' | 'count' | 'revision' | 'columns'>;

/** The images in an order that a person has chosen, asked of the engine while something shows it; those shown only. */
export class RowOrder {
  readonly #flags: Pick<RowFlags, 'version' | 'isShown'>;
  readonly #answers: OrderAnswers;
  #by = $state.raw<OrderBy>({ kind: 'name' });
  isDescending = $state(false);
  #isFollowing = $state(true);
  #origin = $state.raw<DistanceOrigin | null>(null);
  /** Something shows the order: steps from image to image follow it. */
  isInUse = $state(false);
  /** The row that was selected by a step within the order. */
  #steppedTo: number | null = null;

  /** @param onError told of what could not be fetched */
  constructor(
    fetch: typeof fetchOrder,
    flags: Pick<RowFlags, 'version' | 'isShown'>,
    onError: (error: unknown) => void,
  ) {
    this.#flags = flags;
    this.#answers = new OrderAnswers(fetch, onError);
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
  get current(): Pick<AnsweredOrder, 'by' | 'origin' | 'isDescending' | 'known'> | null {
    return this.#answers.current;
  }

  /** Grows when `current` is another order, or goes the other way; not when its rows or values have changed. */
  get changes(): number {
    return this.#answers.changes;
  }

  /** The rows that nothing keeps from being shown, in this order; those without a value last. A view, not to be written to. */
  readonly shown = $derived.by((): Uint32Array => {
    void this.#flags.version;
    const answered = this.#answers.current;
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
    return this.#answers.current?.distances?.[row] ?? null;
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

  /** Another collection is open: nothing is known of its order, nor whether it has the column that was chosen. */
  reset(): void {
    this.choose({ kind: 'name' }, false);
    this.#origin = null;
    this.#steppedTo = null;
    this.#answers.want(null);
  }

  /** Asks for the order as it is chosen now, unless it is here. Reactive in what that depends on. */
  sync(collection: OrderedCollection | null): void {
    const question = collection && this.#question(collection);
    untrack(() => this.#answers.want(question));
  }

  #question({ id, count, revision, columns }: OrderedCollection): OrderQuestion | null {
    const { by, isDescending } = this;
    const of = `${count} ${revision}`;
    const all = { collectionId: id, isDescending };
    if (by.kind === 'distance') {
      const origin = this.#origin;
      return origin && { ...all, by, origin, of };
    }
    const column = by.kind === 'column' ? columns.find(({ name }) => name === by.name) : null;
    // Taken away, as by an undo: in order of names, from the first.
    if (by.kind === 'column' && !column) untrack(() => this.choose({ kind: 'name' }, false));
    if (!column) {
      return {
        ...all,
        by: { kind: 'name' },
        isDescending: isDescending && by.kind === 'name',
        origin: null,
        of,
      };
    }
    return { ...all, by, origin: null, of: `${of} ${column.version}` };
  }
}
