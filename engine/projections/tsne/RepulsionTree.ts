/** Points that a leaf holds at most, unless they are all in one place. */
const LEAF_SIZE = 8;
/** Numbers of a node: centre of mass, number of points, squared width over θ². */
const NODE_SIZE = 5;

/**
 * Points in a tree of boxes, each drawn tight about its points and halved along its longest side, so that what is far acts as one (Barnes
 * and Hut 1986; van der Maaten 2014 for t-SNE). Nodes lie in the order of a walk, each with the place of the next that is not
 * inside of it: a walk needs no stack. All memory is taken once.
 */
export class RepulsionTree {
  readonly #n: number;
  readonly #squareTheta: number;
  /** Rows in the order of the leaves. */
  readonly #order: Uint32Array;
  /** [N,3] the points in that order. */
  readonly #points: Float64Array;
  readonly #nodes: Float64Array;
  /** The next node outside of each. */
  readonly #skip: Uint32Array;
  /** Where a leaf's points begin and end; end 0 for one that is no leaf. */
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  #count = 0;

  /** @param theta a box acts as one where it is narrower than θ times its distance; 0: never */
  constructor(n: number, theta: number) {
    this.#n = n;
    this.#squareTheta = theta * theta;
    const nodes = Math.max(1, 2 * n);
    this.#order = Uint32Array.from({ length: n }, (_, row) => row);
    this.#points = new Float64Array(n * 3);
    this.#nodes = new Float64Array(nodes * NODE_SIZE);
    this.#skip = new Uint32Array(nodes);
    this.#from = new Uint32Array(nodes);
    this.#to = new Uint32Array(nodes);
  }

  /** @param spatial [N,3] */
  build(spatial: Float64Array): void {
    const order = this.#order;
    const points = this.#points;
    // The order of the last step is nearly that of this one.
    for (let at = 0; at < this.#n; at++) {
      const from = order[at]! * 3;
      points[at * 3] = spatial[from]!;
      points[at * 3 + 1] = spatial[from + 1]!;
      points[at * 3 + 2] = spatial[from + 2]!;
    }
    this.#count = 0;
    this.#grow(0, this.#n);
  }

  #grow(from: number, to: number): void {
    const node = this.#count++;
    const points = this.#points;
    let [lowX, lowY, lowZ] = [Infinity, Infinity, Infinity];
    let [highX, highY, highZ] = [-Infinity, -Infinity, -Infinity];
    let [sumX, sumY, sumZ] = [0, 0, 0];
    for (let at = from * 3; at < to * 3; at += 3) {
      const x = points[at]!;
      const y = points[at + 1]!;
      const z = points[at + 2]!;
      sumX += x;
      sumY += y;
      sumZ += z;
      if (x < lowX) lowX = x;
      if (x > highX) highX = x;
      if (y < lowY) lowY = y;
      if (y > highY) highY = y;
      if (z < lowZ) lowZ = z;
      if (z > highZ) highZ = z;
    }
    const [wideX, wideY, wideZ] = [highX - lowX, highY - lowY, highZ - lowZ];
    const width = Math.max(wideX, wideY, wideZ);
    const count = to - from;
    const at = node * NODE_SIZE;
    const nodes = this.#nodes;
    nodes[at] = sumX / count;
    nodes[at + 1] = sumY / count;
    nodes[at + 2] = sumZ / count;
    nodes[at + 3] = count;
    nodes[at + 4] = (width * width) / this.#squareTheta;
    if (count <= LEAF_SIZE || !(width > 0)) {
      this.#from[node] = from;
      this.#to[node] = to;
    } else {
      this.#to[node] = 0;
      const axis = wideX === width ? 0 : wideY === width ? 1 : 2;
      const low = axis === 0 ? lowX : axis === 1 ? lowY : lowZ;
      const split = this.#partition(from, to, axis, low + width / 2);
      this.#grow(from, split);
      this.#grow(split, to);
    }
    this.#skip[node] = this.#count;
  }

  /** Points below `middle` first; none of the two parts is empty, since the box is tight. */
  #partition(from: number, to: number, axis: number, middle: number): number {
    const points = this.#points;
    const order = this.#order;
    let low = from;
    let high = to - 1;
    for (;;) {
      while (low <= high && points[low * 3 + axis]! < middle) low++;
      while (low <= high && points[high * 3 + axis]! >= middle) high--;
      if (low > high) break;
      const row = order[low]!;
      order[low] = order[high]!;
      order[high] = row;
      for (let j = 0; j < 3; j++) {
        const value = points[low * 3 + j]!;
        points[low * 3 + j] = points[high * 3 + j]!;
        points[high * 3 + j] = value;
      }
    }
    // Two neighbouring float64 have no middle between them.
    return low === from || low === to ? from + 1 : low;
  }

  /**
   * For every point y the sum over all others of (y − other) / (1 + d²)².
   * @param forces [N,3], written over
   * @returns the sum over all pairs, both ways, of 1 / (1 + d²)
   */
  repel(forces: Float64Array): number {
    const points = this.#points;
    const nodes = this.#nodes;
    const skip = this.#skip;
    const count = this.#count;
    let total = 0;
    for (let point = 0; point < this.#n; point++) {
      const x = points[point * 3]!;
      const y = points[point * 3 + 1]!;
      const z = points[point * 3 + 2]!;
      let [fx, fy, fz] = [0, 0, 0];
      let node = 0;
      while (node < count) {
        const at = node * NODE_SIZE;
        const dx = x - nodes[at]!;
        const dy = y - nodes[at + 1]!;
        const dz = z - nodes[at + 2]!;
        const square = dx * dx + dy * dy + dz * dz;
        if (nodes[at + 4]! < square) {
          const similarity = 1 / (1 + square);
          const weight = nodes[at + 3]! * similarity;
          total += weight;
          const force = weight * similarity;
          fx += force * dx;
          fy += force * dy;
          fz += force * dz;
          node = skip[node]!;
        } else if (this.#to[node]! > 0) {
          const end = this.#to[node]!;
          for (let other = this.#from[node]!; other < end; other++) {
            const ox = x - points[other * 3]!;
            const oy = y - points[other * 3 + 1]!;
            const oz = z - points[other * 3 + 2]!;
            const similarity = 1 / (1 + ox * ox + oy * oy + oz * oz);
            total += similarity;
            const force = similarity * similarity;
            fx += force * ox;
            fy += force * oy;
            fz += force * oz;
          }
          node = skip[node]!;
        } else node += 1;
      }
      const own = this.#order[point]! * 3;
      forces[own] = fx;
      forces[own + 1] = fy;
      forces[own + 2] = fz;
    }
    // Each point met itself once, at distance 0.
    return total - this.#n;
  }
}
