import type { TraversalGrid } from '../../protocol/codecs/traversalFrame.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import {
  MOST_PAGE_DIRECTIONS_LATENT,
  PAGE_TRAVERSAL_RANGE,
  traversalLatents,
  traversalOffsets,
  type PageTraversalOrder,
} from '../../protocol/traversal.ts';
import {
  chooseTraversalRows,
  type ChosenRow,
  type LatentSpread,
  type TraversalChoice,
} from '../latents/chooseTraversalRows.ts';
import { imageDecoder } from '../latents/ImageDecoder.ts';
import type { ModelSlot } from './ModelSlot.ts';
import type { OpenCollection } from './OpenCollection.ts';

export interface TraversalQuestion {
  /** [D] */
  start: Float32Array;
  order: PageTraversalOrder;
  /** Rows, at most. */
  count: number;
  columns: number;
}

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
  #byOrder = new Map<PageTraversalOrder, Promise<ChosenRow[]>>();

  constructor(slot: ModelSlot) {
    this.#slot = slot;
  }

  /** @throws EngineError 'no-model', 'no-decoder', 'bad-request', 'cancelled' */
  async grid(
    open: OpenCollection,
    { start, order, count, columns }: TraversalQuestion,
    signal: AbortSignal,
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
    const rows = (await this.#rows({ order, count: start.length, start, spread }, signal)).slice(0, count);
    const offsets = traversalOffsets(columns, PAGE_TRAVERSAL_RANGE);
    const z = traversalLatents(start, rows, offsets);
    const startedAtMs = performance.now();
    const whole = await this.#slot.decodeMany(z, rows.length * columns);
    const decodeMs = performance.now() - startedAtMs;
    const { width, height } = info.json.image;
    return {
      rows: rows.map(({ name, dimension, direction, deviation, middle, change, gain }) => ({
        ...{ name, dimension, deviation, middle, change, gain },
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

  /** Directions depend on where they start; the order of dimensions does not. */
  #rows(choice: TraversalChoice & { order: PageTraversalOrder }, signal: AbortSignal): Promise<ChosenRow[]> {
    const { order, start } = choice;
    if (order === 'directions' && start.length > MOST_PAGE_DIRECTIONS_LATENT) {
      throw new EngineError(
        'bad-request',
        `Directions of a z of ${start.length} values take longer than a moment; run "hourglass traverse … --order directions".`,
      );
    }
    if (order === 'directions') return this.#choose(choice, signal);
    // Who asked first may have gone away: what was begun for all is not ended for that.
    const known = this.#byOrder.get(order) ?? this.#choose(choice, new AbortController().signal);
    this.#byOrder.set(order, known);
    known.catch(() => {
      if (this.#byOrder.get(order) === known) this.#byOrder.delete(order);
    });
    return known;
  }

  #choose(choice: TraversalChoice, signal: AbortSignal): Promise<ChosenRow[]> {
    const { info } = this.#slot.current!;
    const decoder = imageDecoder({ info, decode: (z, count) => this.#slot.decodeMany(z, count) });
    return chooseTraversalRows(
      decoder,
      { ...choice, names: info.json.latent.names, mostDecodes: MOST_DECODES },
      {
        beforeBatch: () => {
          if (signal.aborted) throw new EngineError('cancelled', 'Nobody waits for it any more.');
        },
      },
    );
  }

  async #spreadOf(open: OpenCollection): Promise<LatentSpread> {
    const { mean, std } = await open.histograms();
    const data = await open.spreadLatents(MOST_ROWS);
    return {
      data: data.length > 0 ? data : null,
      prior: this.#slot.required.json.latent.prior,
      mean: Float64Array.from(mean),
      deviations: Float64Array.from(std),
    };
  }
}

interface Images {
  /** [N,H,W,4] */
  rgba: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** Images made smaller by halves, each pixel the mean of four, until no side is longer than `most`. */
export function halvedTo(most: number, images: Images): Images {
  const { rgba, width, height } = images;
  if (Math.max(width, height) <= most) return images;
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const count = rgba.length / (width * height * 4);
  const half = new Uint8ClampedArray(count * w * h * 4);
  for (let image = 0, at = 0; image < count; image++) {
    for (let y = 0; y < h; y++) {
      const y0 = (image * height + 2 * y) * width;
      const y1 = 2 * y + 1 < height ? y0 + width : y0;
      for (let x = 0; x < w; x++) {
        const x0 = 2 * x;
        const x1 = Math.min(width - 1, x0 + 1);
        for (let c = 0; c < 4; c++, at++) {
          half[at] =
            (rgba[(y0 + x0) * 4 + c]! +
              rgba[(y0 + x1) * 4 + c]! +
              rgba[(y1 + x0) * 4 + c]! +
              rgba[(y1 + x1) * 4 + c]!) /
            4;
        }
      }
    }
  }
  return halvedTo(most, { rgba: half, width: w, height: h });
}
