import type { CollectionInfo, LatentHistograms, PointDetails } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { projectRows, type Projection } from '../../protocol/projection.ts';
import type { Collection, CollectionBatch } from '../collections/Collection.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { fitPcaAside } from '../latents/fitPcaAside.ts';
import { latentHistograms } from '../latents/histograms.ts';
import { isRefitDue, NATIVE_SIZE, nativeProjection, pcaProjection } from '../latents/projection.ts';

export interface OpenCollectionEvents {
  onCollection(info: CollectionInfo): void;
  onProjection(projection: Projection): void;
}

/** Growth is told at most this often. */
const TELL_EVERY_MS = 100;

/** The collection on screen: its rows, and the projection that follows them as they arrive. */
export class OpenCollection {
  readonly collection: Collection;
  /** The model whose own samples these are; null for a person's images, also among samples. */
  samplesOf: string | null;
  readonly #latentNames: string[] | undefined;
  #events: OpenCollectionEvents | null = null;
  #projection: Projection | null = null;
  #fittedCount = 0;
  #fit: Promise<void> = Promise.resolve();
  #fitQueued = false;
  #histograms: { count: number; value: LatentHistograms } | null = null;
  #tellTimer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(collection: Collection, options: { samplesOf: string | null; latentNames?: string[] }) {
    this.collection = collection;
    this.samplesOf = options.samplesOf;
    this.#latentNames = options.latentNames;
  }

  get info(): CollectionInfo {
    return this.collection.info;
  }

  get projection(): Projection | null {
    return this.#projection;
  }

  /** From now on changes are told: it is the one on screen. */
  attach(events: OpenCollectionEvents): void {
    this.#events = events;
  }

  append(batch: CollectionBatch): void {
    this.collection.append(batch);
    if (isRefitDue(this.#fittedCount, this.collection.count)) void this.refit();
    this.#tell();
  }

  /** Fits the projection to all rows there are. Resolves when it is in use. */
  refit(): Promise<void> {
    if (!this.#fitQueued) {
      this.#fitQueued = true;
      this.#fit = this.#fit.then(() => this.#fitNow());
    }
    return this.#fit;
  }

  /** Tells at once what has changed. */
  tellNow(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    if (!this.#closed) this.#events?.onCollection(this.info);
  }

  /** @returns [to-from,3] float32 with the version of the projection that they are of */
  async positions(
    from: number,
    to: number,
  ): Promise<{ version: number; positions: Float32Array<ArrayBuffer> }> {
    if (!this.#projection) await this.refit();
    const projection = this.#projection;
    if (!projection) return { version: 0, positions: new Float32Array(0) };
    const latents = this.collection.latents(from, to);
    const count = latents.length / this.collection.latentSize;
    return { version: projection.version, positions: projectRows(projection, latents, count) };
  }

  pointDetails(index: number): PointDetails {
    const source = this.source(index);
    return {
      index,
      path: source.row === undefined ? source.path : `${source.path}[${source.row}]`,
      name: source.name,
      label: source.label,
      z: Array.from(this.collection.latents(index, index + 1)),
      metadata: source.metadata,
    };
  }

  /** @throws EngineError 'bad-request' where there is no such row */
  source(index: number): ImageSource {
    const { count } = this.collection;
    if (!(index >= 0 && index < count)) {
      throw new EngineError(
        'bad-request',
        `There is no image ${index}: the collection has ${count}, counted from 0.`,
      );
    }
    return this.collection.source(index);
  }

  histograms(): LatentHistograms {
    const { count, latentSize } = this.collection;
    if (this.#histograms?.count !== count) {
      this.#histograms = { count, value: latentHistograms(this.collection.latents(), count, latentSize) };
    }
    return this.#histograms.value;
  }

  /** Stops telling. Can be called twice. */
  close(): void {
    this.#closed = true;
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
  }

  #tell(): void {
    if (this.#closed) return;
    this.#tellTimer ??= setTimeout(() => this.tellNow(), TELL_EVERY_MS);
  }

  async #fitNow(): Promise<void> {
    this.#fitQueued = false;
    const { count, latentSize } = this.collection;
    if (this.#closed || count === 0 || count === this.#fittedCount) return;
    // A copy, since the rows move when more of them arrive during the fit.
    const latents = this.collection.latents().slice();
    const before = this.#projection;
    try {
      this.#projection =
        latentSize <= NATIVE_SIZE
          ? nativeProjection(latents, count, latentSize, this.#latentNames)
          : pcaProjection(await fitPcaAside(latents, count, latentSize, 3), before);
    } catch (error) {
      // Better the view as it was than none; the next rows bring the next fit.
      if (!before) throw error;
      return;
    }
    this.#fittedCount = count;
    if (!this.#closed) this.#events?.onProjection(this.#projection);
  }
}
