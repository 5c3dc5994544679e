/** Points that a leaf holds at most, unless they are all in one place. */
const LEAF_SIZE = 16;
/**
 * Added to squared distances where a box is asked whether it is narrow: up to about half a unit d / (1 + d²)² is nearly linear, for which a
 * box's middle is exact however near it is. At the start, when all points lie together, this makes steps three times as fast.
 */
const LINEAR_SQUARE = 0.25;
/** Numbers of a node: centre of mass, number of points, squared width over θ², lowest and highest corner. */
const NODE_SIZE = 11;

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
  /** What acts on a leaf: at most all points, each as 4 numbers. */
  readonly #list: Float64Array;
  #count = 0;

  /** @param theta a box acts as one on a leaf where it is narrower than θ times its distance from the leaf's nearest corner; 0: never */
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
    this.#list = new Float64Array(n * 4);
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
    nodes[at + 5] = lowX;
    nodes[at + 6] = lowY;
    nodes[at + 7] = lowZ;
    nodes[at + 8] = highX;
    nodes[at + 9] = highY;
    nodes[at + 10] = highZ;
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
    let total = 0;
    for (let node = 0; node < this.#count; node++) {
      if (this.#to[node] === 0) continue;
      const length = this.#listFor(node);
      for (let point = this.#from[node]!; point < this.#to[node]!; point++) {
        total += this.#repelPoint(point, length, forces);
      }
    }
    // Each point met itself once, at distance 0.
    return total - this.#n;
  }

  /**
   * What acts on the points of a leaf, as middles and numbers of points: boxes that are narrow from all of them, and single points. They
   * share it, so that the walk and its unforeseeable turns are paid once for all.
   */
  #listFor(leaf: number): number {
    const [nodes, points, list, skip] = [this.#nodes, this.#points, this.#list, this.#skip];
    const own = leaf * NODE_SIZE;
    const [lowX, lowY, lowZ] = [nodes[own + 5]!, nodes[own + 6]!, nodes[own + 7]!];
    const [highX, highY, highZ] = [nodes[own + 8]!, nodes[own + 9]!, nodes[own + 10]!];
    const count = this.#count;
    let end = 0;
    let node = 0;
    while (node < count) {
      const at = node * NODE_SIZE;
      const x = nodes[at]!;
      const y = nodes[at + 1]!;
      const z = nodes[at + 2]!;
      const dx = x < lowX ? lowX - x : x > highX ? x - highX : 0;
      const dy = y < lowY ? lowY - y : y > highY ? y - highY : 0;
      const dz = z < lowZ ? lowZ - z : z > highZ ? z - highZ : 0;
      if (nodes[at + 4]! < dx * dx + dy * dy + dz * dz + LINEAR_SQUARE) {
        list[end] = x;
        list[end + 1] = y;
        list[end + 2] = z;
        list[end + 3] = nodes[at + 3]!;
        end += 4;
        node = skip[node]!;
      } else if (this.#to[node]! > 0) {
        for (let other = this.#from[node]! * 3; other < this.#to[node]! * 3; other += 3) {
          list[end] = points[other]!;
          list[end + 1] = points[other + 1]!;
          list[end + 2] = points[other + 2]!;
          list[end + 3] = 1;
          end += 4;
        }
        node = skip[node]!;
      } else node += 1;
    }
    return end;
  }

  #repelPoint(point: number, length: number, forces: Float64Array): number {
    const list = this.#list;
    const x = this.#points[point * 3]!;
    const y = this.#points[point * 3 + 1]!;
    const z = this.#points[point * 3 + 2]!;
    let total = 0;
    let [fx, fy, fz] = [0, 0, 0];
    for (let at = 0; at < length; at += 4) {
      const dx = x - list[at]!;
      const dy = y - list[at + 1]!;
      const dz = z - list[at + 2]!;
      const similarity = 1 / (1 + dx * dx + dy * dy + dz * dz);
      const weight = list[at + 3]! * similarity;
      total += weight;
      const force = weight * similarity;
      fx += force * dx;
      fy += force * dy;
      fz += force * dz;
    }
    const own = this.#order[point]! * 3;
    forces[own] = fx;
    forces[own + 1] = fy;
    forces[own + 2] = fz;
    return total;
  }
}
