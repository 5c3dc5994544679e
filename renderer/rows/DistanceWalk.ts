import { samePointRef } from '../document/selection.ts';
import { numberWords } from '../ui/numberWords.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';
import type { RowOrderAnswer } from '../../protocol/codecs/rowOrder.ts';
import type { PointRef } from '../../protocol/document.ts';
import type { fetchOrder } from '../connection/fetchOrder.ts';
import type { RowFlags } from './RowFlags.svelte.ts';

/** What a walk needs to know of the page around it. */
export interface WalkContext {
  readonly fetch: typeof fetchOrder;
  readonly flags: Pick<RowFlags, 'isShown'>;
  readonly collection: Pick<CollectionInfo, 'id' | 'count' | 'revision'> | null;
  readonly selected: PointRef | null;
  select(point: PointRef): void;
  latentOf(point: PointRef): Promise<Float32Array>;
  nameOf(point: PointRef): Promise<string>;
  say(words: string): void;
}

interface Walk {
  /** The collection that it leads through, as of then. */
  readonly through: string;
  readonly origin: PointRef;
  readonly order: Promise<RowOrderAnswer>;
  /** Where it has come to. */
  at: PointRef;
}

/** From one point to the images nearest to it in z, and on, farther and farther, and back. */
export class DistanceWalk {
  readonly #context: WalkContext;
  #walk: Walk | null = null;
  /** Steps one after the other, however fast the keys are pressed. */
  #steps: Promise<void> = Promise.resolve();

  constructor(context: WalkContext) {
    this.#context = context;
  }

  /**
   * Selects the next shown image by its distance from where the walk began: from what is selected, unless the walk has
   * selected it.
   */
  step(by: 1 | -1): Promise<void> {
    const step = this.#steps.catch(() => undefined).then(() => this.#step(by));
    this.#steps = step;
    return step;
  }

  async #step(by: 1 | -1): Promise<void> {
    const { selected, collection, flags, nameOf, say } = this.#context;
    if (!selected || !collection) return;
    const walk = this.#goOn(selected, collection);
    const { origin } = walk;
    try {
      const { rows, distances } = await walk.order;
      const name = await nameOf(origin);
      // Something else was selected meanwhile.
      if (!samePointRef(this.#context.selected, walk.at)) return;
      const isOnTheWay = (row: number) =>
        flags.isShown(row) && !(origin.kind === 'image' && origin.index === row);
      const isAtOrigin = samePointRef(walk.at, origin);
      let at = isAtOrigin || walk.at.kind !== 'image' ? -1 : rows.indexOf(walk.at.index);
      do at += by;
      while (at >= 0 && at < rows.length && !isOnTheWay(rows[at]!));
      const row = rows[at];
      if (row !== undefined) {
        const place = rows.subarray(0, at + 1).filter(isOnTheWay).length;
        this.#goTo(walk, { kind: 'image', index: row });
        say(`No. ${place} from ${name}, distance ${numberWords(distances?.[row] ?? NaN)}`);
      } else if (by > 0) say(`No image that is shown is farther from ${name}.`);
      else if (isAtOrigin) say(`The walk begins at ${name}.`);
      else {
        this.#goTo(walk, origin);
        say(`Back at ${name}, where the walk began.`);
      }
    } catch (error) {
      this.#walk = null;
      throw error;
    }
  }

  #goTo(walk: Walk, point: PointRef): void {
    walk.at = point;
    this.#context.select(point);
  }

  #goOn(
    selected: PointRef,
    { id, count, revision }: Pick<CollectionInfo, 'id' | 'count' | 'revision'>,
  ): Walk {
    const through = `${id} ${count} ${revision}`;
    const before = this.#walk;
    const isOn = before !== null && samePointRef(before.at, selected);
    if (isOn && before.through === through) return before;
    const { fetch, latentOf } = this.#context;
    const origin = isOn ? before.origin : selected;
    const order = latentOf(origin).then((z) => fetch(id, { z }));
    this.#walk = { through, origin, order, at: selected };
    return this.#walk;
  }
}
