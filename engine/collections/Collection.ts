import type {
  CollectionInfo,
  CollectionLabel,
  CollectionState,
  UnreadableFile,
} from '../../protocol/collection.ts';
import { NO_LABEL } from '../../protocol/collection.ts';
import type { ImageFit } from '../../protocol/model.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { loadCollection } from './loadCollection.ts';
import { saveCollection } from './saveCollection.ts';

export interface CollectionStart {
  /** From collectionId(). */
  id: string;
  name: string;
  paths: readonly string[];
  /** D */
  latentSize: number;
  /** T, the side of a thumbnail in pixels. */
  tileSize: number;
  fit: ImageFit;
  /** Images found; memory is reserved for so many. */
  total?: number;
}

/** Rows to add, n of them. */
export interface CollectionBatch {
  rows: readonly { source: ImageSource }[];
  /** [n,D] */
  latents: Float32Array;
  /** [n,T,T,4] RGBA; transparent tiles when absent. */
  tiles?: Uint8Array;
  unreadable?: readonly UnreadableFile[];
}

/** What the arrays of a collection hold, rows 0..count-1. */
export interface CollectionRows {
  sources: ImageSource[];
  /** [count,D] */
  latents: Float32Array<ArrayBuffer>;
  /** [count] */
  labels: Uint16Array<ArrayBuffer>;
  /** [count,T,T,4] RGBA */
  tiles: Uint8Array<ArrayBuffer>;
}

/**
 * A folder of images seen through one model, in memory: rows in the order in which they arrived, in typed arrays that
 * grow by doubling. Rows are only ever added.
 */
export class Collection {
  readonly latentSize: number;
  readonly tileSize: number;
  state: CollectionState = 'encoding';
  name: string;
  /** Images found, readable or not. */
  total: number;
  #id: string;
  #paths: string[];
  #fit: ImageFit;
  #count = 0;
  #sources: ImageSource[] = [];
  #latents: Float32Array<ArrayBuffer>;
  #labels: Uint16Array<ArrayBuffer>;
  #tiles: Uint8Array<ArrayBuffer>;
  #labelNumbers = new Map<string, number>();
  #labelList: CollectionLabel[] = [];
  #unreadable: UnreadableFile[] = [];

  constructor(start: CollectionStart) {
    const { latentSize, tileSize, total = 0 } = start;
    this.#id = start.id;
    this.name = start.name;
    this.#paths = [...start.paths];
    this.#fit = start.fit;
    this.latentSize = latentSize;
    this.tileSize = tileSize;
    this.total = total;
    this.#latents = new Float32Array(total * latentSize);
    this.#labels = new Uint16Array(total);
    this.#tiles = new Uint8Array(total * this.#tileBytes);
  }

  get count(): number {
    return this.#count;
  }

  /** A snapshot: it does not change when rows are added. */
  get info(): CollectionInfo {
    return {
      id: this.#id,
      name: this.name,
      paths: [...this.#paths],
      state: this.state,
      count: this.#count,
      total: Math.max(this.total, this.#count + this.#unreadable.length),
      latentSize: this.latentSize,
      labels: this.#labelList.map((label) => ({ ...label })),
      tileSize: this.tileSize,
      unreadable: [...this.#unreadable],
      fit: this.#fit,
    };
  }

  /** @throws Error when the arrays' lengths are not those of the rows */
  append(batch: CollectionBatch): void {
    const count = batch.rows.length;
    checkLength('latents', batch.latents.length, count * this.latentSize);
    if (batch.tiles) checkLength('tiles', batch.tiles.length, count * this.#tileBytes);
    this.#reserve(this.#count + count);
    this.#latents.set(batch.latents, this.#count * this.latentSize);
    if (batch.tiles) this.#tiles.set(batch.tiles, this.#count * this.#tileBytes);
    for (const { source } of batch.rows) {
      this.#labels[this.#count++] = this.#countLabel(source.label);
      this.#sources.push(source);
    }
    this.addUnreadable(batch.unreadable ?? []);
  }

  addUnreadable(files: readonly UnreadableFile[]): void {
    for (const file of files) this.#unreadable.push(file);
  }

  /** More folders and files were added to it. */
  addPaths(paths: readonly string[]): void {
    for (const path of paths) if (!this.#paths.includes(path)) this.#paths.push(path);
  }

  /** z of rows from..to (exclusive), [to-from,D]: a view, good until rows are added. */
  latents(from = 0, to = this.#count): Float32Array<ArrayBuffer> {
    const [first, last] = this.#clamp(from, to);
    return this.#latents.subarray(first * this.latentSize, last * this.latentSize);
  }

  /** Label numbers of rows from..to (exclusive), [to-from], NO_LABEL for none: a view. */
  labels(from = 0, to = this.#count): Uint16Array<ArrayBuffer> {
    return this.#labels.subarray(...this.#clamp(from, to));
  }

  /** Thumbnails of rows from..to (exclusive), [to-from,T,T,4] RGBA: a view. */
  tiles(from = 0, to = this.#count): Uint8Array<ArrayBuffer> {
    const [first, last] = this.#clamp(from, to);
    return this.#tiles.subarray(first * this.#tileBytes, last * this.#tileBytes);
  }

  /** @throws RangeError when there is no such row */
  source(index: number): ImageSource {
    const source = this.#sources[index];
    if (!source) throw new RangeError(`The collection has no row ${index}: it has ${this.#count} rows.`);
    return source;
  }

  sources(): readonly ImageSource[] {
    return this.#sources;
  }

  /** Writes it to a folder, whole or not at all. See saveCollection. */
  save(folder: string): Promise<void> {
    return saveCollection(folder, this.info, {
      sources: this.#sources,
      latents: this.latents(),
      labels: this.labels(),
      tiles: this.tiles(),
    });
  }

  /**
   * Reads what save wrote, or null when the folder holds nothing whole.
   * @param onRefused is told why, when there is something and it cannot be used
   */
  static async load(folder: string, onRefused?: (reason: string) => void): Promise<Collection | null> {
    const stored = await loadCollection(folder, onRefused);
    if (!stored) return null;
    const { info, rows } = stored;
    const collection = new Collection({ ...info, total: 0 });
    collection.state = info.state;
    collection.total = info.total;
    collection.#count = rows.sources.length;
    collection.#sources = rows.sources;
    collection.#latents = rows.latents;
    collection.#labels = rows.labels;
    collection.#tiles = rows.tiles;
    collection.#labelList = info.labels;
    collection.#labelNumbers = new Map(info.labels.map((label, number) => [label.name, number]));
    collection.#unreadable = info.unreadable;
    return collection;
  }

  get #tileBytes(): number {
    return this.tileSize * this.tileSize * 4;
  }

  #clamp(from: number, to: number): [number, number] {
    const first = Math.max(0, Math.min(from, this.#count));
    return [first, Math.max(first, Math.min(to, this.#count))];
  }

  #reserve(count: number): void {
    const capacity = this.#labels.length;
    if (count <= capacity) return;
    const larger = Math.max(count, this.total, capacity * 2, 64);
    this.#labels = grown(this.#labels, new Uint16Array(larger));
    this.#latents = grown(this.#latents, new Float32Array(larger * this.latentSize));
    this.#tiles = grown(this.#tiles, new Uint8Array(larger * this.#tileBytes));
  }

  #countLabel(name: string | null): number {
    if (name === null) return NO_LABEL;
    let number = this.#labelNumbers.get(name);
    if (number === undefined) {
      // Label numbers are 16 bits and the last one means "none": a label too many is no label.
      if (this.#labelList.length === NO_LABEL) return NO_LABEL;
      number = this.#labelList.push({ name, count: 0 }) - 1;
      this.#labelNumbers.set(name, number);
    }
    const label = this.#labelList[number];
    if (label) label.count += 1;
    return number;
  }
}

function checkLength(what: string, got: number, expected: number): void {
  if (got !== expected) {
    throw new Error(`Collection: expected ${expected} values in the batch's ${what}, got ${got}.`);
  }
}

function grown<T extends Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>>(
  old: T,
  larger: T,
): T {
  larger.set(old);
  return larger;
}
