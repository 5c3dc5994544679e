import type { PointGraph } from './PointGraph.ts';

/**
 * The shortest way between two points of a graph (Dijkstra 1959, with a binary heap in typed arrays).
 * @returns the points on it, both ends included; null where none leads there
 */
export function shortestPath(graph: PointGraph, from: number, to: number): Uint32Array<ArrayBuffer> | null {
  const { count, offsets, targets, lengths } = graph;
  const reached = new Float64Array(count).fill(Infinity);
  const before = new Int32Array(count).fill(-1);
  const heap = new PointHeap(reached);
  reached[from] = 0;
  heap.put(from);
  for (let point = heap.take(); point >= 0 && point !== to; point = heap.take()) {
    for (let edge = offsets[point]!; edge < offsets[point + 1]!; edge++) {
      const other = targets[edge]!;
      const distance = reached[point]! + lengths[edge]!;
      if (distance >= reached[other]!) continue;
      reached[other] = distance;
      before[other] = point;
      heap.put(other);
    }
  }
  if (reached[to] === Infinity) return null;
  const way: number[] = [to];
  for (let point = to; point !== from;) way.push((point = before[point]!));
  return Uint32Array.from(way.reverse());
}

/** Points, the nearest on top; one that comes nearer moves up. */
class PointHeap {
  readonly #key: Float64Array;
  readonly #points: Uint32Array;
  /** [N] where each is, −1 where it is not. */
  readonly #places: Int32Array;
  #size = 0;

  constructor(key: Float64Array) {
    this.#key = key;
    this.#points = new Uint32Array(key.length);
    this.#places = new Int32Array(key.length).fill(-1);
  }

  put(point: number): void {
    let at = this.#places[point]!;
    if (at < 0) at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#points[parent]!;
      if (this.#key[above]! <= this.#key[point]!) break;
      this.#set(at, above);
      at = parent;
    }
    this.#set(at, point);
  }

  /** @returns −1 when there is none */
  take(): number {
    if (this.#size === 0) return -1;
    const top = this.#points[0]!;
    this.#places[top] = -1;
    const last = this.#points[--this.#size]!;
    if (this.#size === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#keyAt(right) < this.#keyAt(child)) child = right;
      if (this.#keyAt(child) >= this.#key[last]!) break;
      this.#set(at, this.#points[child]!);
      at = child;
    }
    this.#set(at, last);
    return top;
  }

  #keyAt(at: number): number {
    return this.#key[this.#points[at]!]!;
  }

  #set(at: number, point: number): void {
    this.#points[at] = point;
    this.#places[point] = at;
  }
}
