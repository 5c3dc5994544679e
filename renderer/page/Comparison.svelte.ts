import { countOfRanges, rowsOfRanges } from '../../protocol/rowRanges.ts';
import { samePointRef } from '../document/selection.ts';
import type { PointRef, Selection } from '../../protocol/document.ts';
import type { DocumentState } from '../document/DocumentState.svelte.ts';
import type { PointEditing } from '../document/PointEditing.svelte.ts';

/** Two that are looked at side by side: b is the selected one, a the one that it is compared with. */
export interface Pair {
  readonly a: PointRef;
  readonly b: PointRef;
}

interface Around {
  readonly document: Pick<DocumentState, 'selection'>;
  readonly points: Pick<PointEditing, 'selected' | 'find' | 'select' | 'toggle' | 'commitMove'>;
}

/**
 * Which two are compared: two selected images, or the selected one beside another that was picked for it. The latter
 * belongs to one selection: with another one it is gone, and undo, which brings that selection back, brings it back too.
 */
export class Comparison {
  readonly #around: Around;
  /** By the selection they were picked for. */
  readonly #others = new WeakMap<Selection, PointRef>();
  #changes = $state(0);
  #marked = $state.raw<PointRef | null>(null);

  constructor(around: Around) {
    this.#around = around;
  }

  /** The two, where exactly two are picked; null while a hand moves one of them. */
  readonly pair = $derived.by((): Pair | null => {
    const { document, points } = this.#around;
    const { selection } = document;
    const { primary, rows } = selection;
    if (!primary || !samePointRef(points.selected, primary)) return null;
    void this.#changes;
    const other = this.#others.get(selection);
    if (!other && countOfRanges(rows) === 2 && primary.kind === 'image') {
      const index = rowsOfRanges(rows).find((row) => row !== primary.index);
      return index === undefined ? null : { a: { kind: 'image', index }, b: primary };
    }
    const isPair = other && this.#isThere(other) && !samePointRef(other, primary);
    return isPair ? { a: other, b: primary } : null;
  });

  /** Kept to be compared with whatever is selected next; null where nothing is, or its point is gone. */
  readonly marked = $derived.by((): PointRef | null =>
    this.#marked && this.#isThere(this.#marked) ? this.#marked : null,
  );

  mark(point: PointRef | null): void {
    this.#marked = point;
  }

  /** Puts another beside the one that is selected, alone or among many: these stay selected. */
  with(other: PointRef): void {
    this.#others.set(this.#around.document.selection, other);
    this.#changes++;
  }

  /** Selects one alone, or nothing. */
  selectAlone(point: PointRef | null): void {
    // Selecting what is selected is no change, so it would not end the pair.
    if (samePointRef(point, this.#around.document.selection.primary)) this.#forget();
    this.#around.points.select(point);
  }

  /** A click with Ctrl: takes one more, or takes one that is picked out again. A decoded point makes a pair at most. */
  toggle(point: PointRef): void {
    const { document, points } = this.#around;
    points.commitMove();
    const before = this.pair;
    const { primary, rows } = document.selection;
    const isAlone = countOfRanges(rows) <= 1;
    if (isAlone && before && samePointRef(point, before.a)) {
      this.#forget();
    } else if (isAlone && samePointRef(point, primary)) {
      points.select(before?.a ?? null);
    } else if (point.kind === 'image' && (primary?.kind === 'image' || !isAlone)) {
      // Images among images: the selection alone says which.
      points.toggle(point.index);
    } else {
      points.select(point);
      if (primary && isAlone) this.with(primary);
    }
  }

  /** Another collection is open: a row's number means another image there. */
  reset(): void {
    this.#marked = null;
  }

  #forget(): void {
    this.#others.delete(this.#around.document.selection);
    this.#changes++;
  }

  #isThere(point: PointRef): boolean {
    return point.kind === 'image' || this.#around.points.find(point.id) !== null;
  }
}
