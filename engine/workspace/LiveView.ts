import { rowPath } from '../../protocol/imageSource.ts';
import type { LiveTraining } from '../../protocol/live.ts';
import { projectRows, type AffineView } from '../../protocol/projection.ts';
import { alignProjection } from '../latents/alignProjection.ts';
import { fitPca } from '../latents/pca.ts';
import { NATIVE_SIZE, nativeProjection, pcaProjection } from '../latents/projection.ts';
import type { LiveUpdate } from '../training/live/LiveUpdate.ts';
import { LiveDecoder } from './LiveDecoder.ts';
import { matchRows } from './matchRows.ts';
import type { OpenCollection } from './OpenCollection.ts';

export interface LiveViewOptions {
  onChange(live: LiveTraining | null): void;
  onFailure(error: unknown): void;
}

/** A training that could be watched. */
export interface WatchedTraining {
  jobId: string;
  /** The paths that it was started with. */
  paths: readonly string[];
  send(command: 'watch' | 'unwatch'): void;
}

interface Shown {
  info: LiveTraining;
  /** [rows,D] and [rows,3]; zeros where a row is no image of the training, which is so only of rows that are not shown. */
  latents: Float32Array;
  positions: Float32Array<ArrayBuffer>;
  decoder: LiveDecoder;
}

/** Axes are fitted to so many rows that it takes a moment only: multiplications. */
const FIT_WORK = 2e7;

/**
 * The open collection in the latent space of a model that is being trained on its images. It lies over what is open and
 * changes nothing of it.
 */
export class LiveView {
  readonly #options: LiveViewOptions;
  #training: WatchedTraining | null = null;
  #collection: OpenCollection | null = null;
  #isWanted = true;
  #isWatching = false;
  #shown: Shown | null = null;
  /** Of the rows of the collection, once the training has told its images. */
  #images: { rows: Int32Array; of: OpenCollection } | null = null;
  #waiting: LiveUpdate | null = null;
  #isTaking = false;
  #version = 0;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  get info(): LiveTraining | null {
    return this.#shown?.info ?? null;
  }

  beginTraining(training: WatchedTraining): void {
    this.#leave();
    this.#training = training;
    this.#follow();
  }

  /** What was open before is shown again, or by now the model that it made. */
  endTraining(jobId: string): void {
    if (jobId !== this.#training?.jobId) return;
    this.#leave();
    this.#training = null;
  }

  /** Another collection is open, or none. */
  setCollection(collection: OpenCollection | null): void {
    if (collection !== this.#collection) this.#leave();
    this.#collection = collection;
    this.#follow();
  }

  /** Whether the person wants to watch. */
  setWanted(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (!isWanted) this.#leave();
    this.#follow();
  }

  /** The training has sent an update: it is shown when the one before is; of those that wait only the newest. */
  take(jobId: string, update: LiveUpdate): void {
    if (jobId !== this.#training?.jobId || !this.#isWatching) return;
    // The paths come once.
    this.#waiting = { ...update, images: update.images ?? this.#waiting?.images ?? null };
    if (!this.#isTaking) void this.#takeWaiting();
  }

  /** As OpenCollection.positions; null while there is no such view of that collection. */
  positions(collectionId: string, from: number, to: number): Float32Array | null {
    const shown = this.#of(collectionId, to);
    return shown && shown.positions.slice(3 * from, 3 * to);
  }

  /** [to-from,D] float32; null while there is no such view of that collection. */
  latents(collectionId: string, from: number, to: number): Float32Array | null {
    const shown = this.#of(collectionId, to);
    return shown && shown.latents.slice(shown.info.latentSize * from, shown.info.latentSize * to);
  }

  /** The decoder for a z of this size, while it is the model in training that a person sees. */
  decoderOf(latentSize: number): LiveDecoder | null {
    return this.#shown?.info.latentSize === latentSize ? this.#shown.decoder : null;
  }

  #of(collectionId: string, rows: number): Shown | null {
    const shown = this.#shown;
    return shown?.info.collectionId === collectionId && 3 * rows <= shown.positions.length ? shown : null;
  }

  /** Asks the training to send, or no longer to, as it is wanted now. */
  #follow(): void {
    const training = this.#training;
    const { info } = this.#collection ?? {};
    const isSame = !!training && !!info && info.state !== 'sampled' && isSameSet(training.paths, info.paths);
    const isWatching = this.#isWanted && isSame;
    if (isWatching === this.#isWatching) return;
    this.#isWatching = isWatching;
    training?.send(isWatching ? 'watch' : 'unwatch');
  }

  /** What is shown is what was open before. */
  #leave(): void {
    if (this.#isWatching) this.#training?.send('unwatch');
    this.#isWatching = false;
    this.#images = null;
    this.#waiting = null;
    const shown = this.#shown;
    this.#shown = null;
    if (!shown) return;
    this.#options.onChange(null);
    shown.decoder.dispose();
  }

  async #takeWaiting(): Promise<void> {
    this.#isTaking = true;
    for (let update = this.#waiting; update; update = this.#waiting) {
      this.#waiting = null;
      try {
        await this.#show(update);
      } catch (error) {
        this.#options.onFailure(error);
        this.#leave();
      }
    }
    this.#isTaking = false;
  }

  async #show(update: LiveUpdate): Promise<void> {
    const collection = this.#collection;
    const training = this.#training;
    if (!collection || !training) return;
    if (update.images) this.#images = { rows: rowsOf(collection, update.images), of: collection };
    const images = this.#images;
    if (images?.of !== collection || !isWhole(collection, images.rows)) return;
    const decoder = await LiveDecoder.create(update);
    const count = images.rows.length;
    const latents = latentsOfRows(images.rows, update);
    const before = this.#shown?.positions ?? (await collection.positions(0, count)).positions;
    if (collection !== this.#collection || training !== this.#training || images !== this.#images) {
      decoder.dispose();
      return;
    }
    const version = ++this.#version;
    const projection = { ...liveProjection(update, latents, before), version };
    const old = this.#shown;
    const { latentSize, width, height, channels } = update;
    const of = { jobId: training.jobId, collectionId: collection.id, version };
    this.#shown = {
      info: { ...of, latentSize, width, height, channels, projection },
      latents,
      positions: projectRows(projection, latents, count),
      decoder,
    };
    this.#options.onChange(this.#shown.info);
    old?.decoder.dispose();
  }
}

/** @param before [rows,3] where the points are now: the new view turns them as little as it can */
function liveProjection(update: LiveUpdate, latents: Float32Array, before: Float32Array): AffineView {
  const { latentSize: d } = update;
  const n = update.latents.length / d;
  if (d <= NATIVE_SIZE) return nativeProjection(update.latents, n, d);
  const stride = Math.max(1, Math.ceil(n / Math.max(4 * d, Math.floor(FIT_WORK / d ** 2))));
  const fitted = new Float32Array(Math.ceil(n / stride) * d);
  for (let to = 0; to * stride < n; to++) {
    fitted.set(update.latents.subarray(to * stride * d, (to * stride + 1) * d), to * d);
  }
  const projection = pcaProjection(fitPca(fitted, fitted.length / d, d, 3), null);
  const count = latents.length / d;
  if (before.length !== 3 * count) return projection;
  return alignProjection(projection, before, projectRows(projection, latents, count));
}

function rowsOf(collection: OpenCollection, images: readonly string[]): Int32Array {
  return matchRows(collection.store.sources(0, collection.count).map(rowPath), images);
}

/** Whether every row that is shown is an image of the training. */
function isWhole(collection: OpenCollection, rows: Int32Array): boolean {
  if (rows.length !== collection.count || rows.length === 0) return false;
  const isGone = collection.store.states(0, rows.length);
  return rows.every((image, row) => image >= 0 || isGone[row] === 1);
}

function latentsOfRows(rows: Int32Array, { latents, latentSize }: LiveUpdate): Float32Array {
  const ofRows = new Float32Array(rows.length * latentSize);
  rows.forEach((image, row) => {
    if (image < 0) return;
    ofRows.set(latents.subarray(image * latentSize, (image + 1) * latentSize), row * latentSize);
  });
  return ofRows;
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((path, at) => path === b[at]);
