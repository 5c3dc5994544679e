import type { TraversalGrid } from '../../protocol/codecs/traversalFrame.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import {
  dot,
  MOST_PAGE_ROWS,
  traversalLatents,
  traversalOffsets,
  type PageTraversalOrder,
  type TraversalProgress,
} from '../../protocol/traversal.ts';
import {
  chooseTraversalRows,
  latentSpread,
  type ChosenRow,
  type LatentSpread,
  type TraversalChoice,
} from '../latents/chooseTraversalRows.ts';
import { imageDecoder } from '../latents/ImageDecoder.ts';
import { halvedTo } from './halvedTo.ts';
import { klOfCollection } from './klOfCollection.ts';
import type { ModelSlot } from './ModelSlot.ts';
import type { OpenCollection } from './OpenCollection.ts';

export interface TraversalQuestion {
  /** [D] */
  start: Float32Array;
  order: PageTraversalOrder;
  /** Rows, at most. */
  count: number;
  columns: number;
  /** How far these go to both sides, in σ. */
  range: number;
}

type Tell = (progress: TraversalProgress) => void;

/** What is found once for all who ask: whoever asks while it is being found is told how far it is. */
interface Shared {
  rows: Promise<ChosenRow[]>;
  readonly listeners: Set<Tell>;
}

const WORDS: Readonly<Record<PageTraversalOrder, string>> = {
  change: 'Measuring how much each dimension changes the image',
  variance: 'Measuring how much each dimension changes the image',
  kl: 'Measuring how much each dimension changes the image',
  directions: 'Measuring the directions here',
  components: 'Drawing images and comparing them',
};

/** Rows of z that say how it spreads along directions, and where changes are measured. */
const MOST_ROWS = 1000;
/** A change is measured while a person waits. */
const MOST_DECODES = 1024;
/** Longest side of an image in the grid; of a larger one every second pixel and row is averaged away. */
const LARGEST_SIDE = 128;

/** Grids of images along z of the open collection. How it spreads, and what changes the image most, is found once. */
export class Traversals {
  readonly #slot: ModelSlot;
  #of = '';
  #spread: Promise<LatentSpread> | null = null;
  #byOrder = new Map<PageTraversalOrder, Shared>();

  constructor(slot: ModelSlot) {
    this.#slot = slot;
  }

  /** @throws EngineError 'no-model', 'no-decoder', 'bad-request', 'cancelled' */
  async grid(
    open: OpenCollection,
    { start, order, count, columns, range }: TraversalQuestion,
    signal: AbortSignal,
    tell: Tell = () => {},
  ): Promise<TraversalGrid> {
    const info = this.#slot.required;
    if (!info.hasDecoder) {
      throw new EngineError('no-decoder', `"${info.name}" has no decoder, so there is nothing to traverse.`);
    }
    if (info.latentSize !== start.length || open.store.latentSize !== start.length) {
      throw new EngineError(
        'bad-request',
        `Decoder "${info.name}": expected z [${info.latentSize}], got [${start.length}].`,
      );
    }
    if (open.count === 0) {
      throw new EngineError('bad-request', 'There are no images yet to say how far z goes.');
    }
    const of = `${open.id} ${open.count} ${open.info.revision} ${info.hash}`;
    if (of !== this.#of) {
      this.#of = of;
      this.#spread = null;
      this.#byOrder.clear();
    }
    const spread = await (this.#spread ??= this.#spreadOf(open));
    const choice = { order, count: Math.min(start.length, MOST_PAGE_ROWS), start, spread };
    const rows =
      order === 'directions'
        ? await this.#choose({ ...choice, count }, signal, tell)
        : (await this.#shared(open, choice, tell)).slice(0, count);
    if (rows.length === 0) {
      throw new EngineError(
        'bad-request',
        `"${info.name}" draws the same image everywhere, so it has no components.`,
      );
    }
    const offsets = traversalOffsets(columns, range);
    const z = traversalLatents(start, rows, offsets);
    const startedAtMs = performance.now();
    const whole = await this.#slot.decodeMany(z, rows.length * columns);
    const decodeMs = performance.now() - startedAtMs;
    const { width, height } = info.json.image;
    return {
      rows: rows.map(({ name, dimension, direction, deviation, middle, change, gain, kl, share }) => ({
        ...{ name, dimension, deviation, middle, change, gain, kl, share },
        direction: direction && Array.from(direction),
      })),
      offsets,
      decodeMs,
      ...halvedTo(LARGEST_SIDE, {
        rgba: new Uint8ClampedArray(Uint8Array.from(whole).buffer),
        width,
        height,
      }),
    };
  }

  /** All but directions is the same wherever it starts. But that components go through the start. */
  async #shared(
    open: OpenCollection,
    choice: TraversalChoice & { order: PageTraversalOrder },
    tell: Tell,
  ): Promise<ChosenRow[]> {
    const { order, start } = choice;
    let known = this.#byOrder.get(order);
    if (!known) {
      const listeners = new Set<Tell>();
      const tellAll: Tell = (progress) => listeners.forEach((each) => each(progress));
      // Who asked first may have gone away: what was begun for all is not ended for that.
      const { signal } = new AbortController();
      const found =
        order === 'kl'
          ? klOfCollection(this.#slot, open, (done, total) =>
              tellAll({ words: 'Encoding images', done, total }),
            ).then((kl) => this.#choose({ ...choice, kl }, signal, tellAll))
          : this.#choose(choice, signal, tellAll);
      known = { rows: found, listeners };
      this.#byOrder.set(order, known);
      const begun = known;
      found.catch(() => {
        if (this.#byOrder.get(order) === begun) this.#byOrder.delete(order);
      });
    }
    known.listeners.add(tell);
    try {
      const rows = await known.rows;
      return rows.map((row) => (row.direction ? { ...row, middle: dot(row.direction, start) } : row));
    } finally {
      known.listeners.delete(tell);
    }
  }

  async #choose(
    choice: TraversalChoice & { order: PageTraversalOrder },
    signal: AbortSignal,
    tell: Tell,
  ): Promise<ChosenRow[]> {
    const { info } = this.#slot.current!;
    const decoder = imageDecoder({ info, decode: (z, count) => this.#slot.decodeMany(z, count) });
    return chooseTraversalRows(
      decoder,
      { ...choice, names: info.json.latent.names, mostDecodes: MOST_DECODES },
      {
        beforeBatch: (done, total) => {
          if (signal.aborted) throw new EngineError('cancelled', 'Nobody waits for it any more.');
          tell({ words: WORDS[choice.order], done, total });
        },
      },
    );
  }

  async #spreadOf(open: OpenCollection): Promise<LatentSpread> {
    const { prior } = this.#slot.required.json.latent;
    // Of a generator there are draws from the prior alone: the prior itself says more than 256 of them.
    if (open.info.state === 'sampled') return latentSpread(null, open.store.latentSize, prior);
    const { mean, std } = await open.histograms();
    const data = await open.spreadLatents(MOST_ROWS);
    return {
      data: data.length > 0 ? data : null,
      prior,
      mean: Float64Array.from(mean),
      deviations: Float64Array.from(std),
    };
  }
}
