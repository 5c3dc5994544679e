import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { floatTensor, int64Tensor, makeNode, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';

/** Values (4 bytes each inside) given to one run. */
const CHUNK_VALUES = 16 * 2 ** 20;

/** The three products of randomised PCA, each as a session. A basis is [P,w] float32, rows are centred images in 0..1. */
export class PixelProducts {
  readonly #pixels: Uint8Array;
  readonly #size: number;
  readonly #width: number;
  readonly #rows: InferenceSession;
  readonly #gram: InferenceSession;
  readonly #combine: InferenceSession;

  private constructor(pixels: Uint8Array, size: number, width: number, sessions: InferenceSession[]) {
    this.#pixels = pixels;
    this.#size = size;
    this.#width = width;
    [this.#rows, this.#gram, this.#combine] = sessions as [
      InferenceSession,
      InferenceSession,
      InferenceSession,
    ];
  }

  static async open(
    pixels: Uint8Array,
    size: number,
    width: number,
    mean: Float32Array,
  ): Promise<PixelProducts> {
    const graphs = [rowsGraph(size, width, mean), gramGraph(size, width), combineGraph(size, width)];
    const sessions = await Promise.all(graphs.map((graph) => createSession(graph, { provider: 'cpu' })));
    return new PixelProducts(pixels, size, width, sessions);
  }

  /** Σ x·(xᵀ·basis) over the rows: [P,w]. */
  async covarianceTimes(rows: Uint32Array, basis: Float32Array): Promise<Float32Array> {
    const sum = new Float32Array(basis.length);
    for (const chunk of this.#chunks(rows)) {
      const { product } = await this.#rows.run({ x: chunk, basis: this.#basisTensor(basis) }, ['product']);
      const values = product!.data as Float32Array;
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
    return sum;
  }

  /** Within the basis [w,w], and in all: sums of squares of the centred rows. */
  async scatter(rows: Uint32Array, basis: Float32Array): Promise<{ within: Float64Array; total: number }> {
    const within = new Float64Array(this.#width ** 2);
    let total = 0;
    for (const chunk of this.#chunks(rows)) {
      const result = await this.#rows.run({ x: chunk, basis: this.#basisTensor(basis) }, ['within', 'total']);
      const values = result['within']!.data as Float32Array;
      for (let i = 0; i < within.length; i++) within[i]! += values[i]!;
      total += Number(result['total']!.data[0]);
    }
    return { within, total };
  }

  /** An orthonormal basis of the same space; a direction that was none stays zero (Cholesky QR in double precision). */
  async orthonormalise(basis: Float32Array): Promise<Float32Array> {
    const { gram } = await this.#gram.run({ basis: this.#basisTensor(basis) });
    return this.combine(basis, inverseTransposedCholesky(gram!.data as Float64Array, this.#width));
  }

  /** basis [P,w] · weights [w,w], in double precision: [P,w]. */
  async combine(basis: Float32Array, weights: Float64Array): Promise<Float32Array> {
    const { combined } = await this.#combine.run({
      basis: this.#basisTensor(basis),
      weights: new Tensor('float64', weights, [this.#width, this.#width]),
    });
    return combined!.data as Float32Array;
  }

  async release(): Promise<void> {
    for (const session of [this.#rows, this.#gram, this.#combine]) await session.release();
  }

  #basisTensor(basis: Float32Array): Tensor {
    return new Tensor('float32', basis, [this.#size, this.#width]);
  }

  *#chunks(rows: Uint32Array): Generator<Tensor> {
    const chunkRows = Math.max(1, Math.floor(CHUNK_VALUES / this.#size));
    for (let from = 0; from < rows.length; from += chunkRows) {
      const chunk = rows.subarray(from, from + chunkRows);
      const bytes = new Uint8Array(chunk.length * this.#size);
      chunk.forEach((row, i) =>
        bytes.set(this.#pixels.subarray(row * this.#size, (row + 1) * this.#size), i * this.#size),
      );
      yield new Tensor('uint8', bytes, [chunk.length, this.#size]);
    }
  }
}

/** R⁻¹ for matrix = Rᵀ·R; columns of dependent directions are zero. */
function inverseTransposedCholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let pivot = matrix[i * n + i]!;
    const scale = pivot;
    for (let k = 0; k < i; k++) pivot -= lower[i * n + k]! ** 2;
    // Below the precision of the float32 basis there is only noise.
    if (!(pivot > 1e-12 * scale)) continue;
    const root = Math.sqrt(pivot);
    lower[i * n + i] = root;
    for (let j = i + 1; j < n; j++) {
      let sum = matrix[j * n + i]!;
      for (let k = 0; k < i; k++) sum -= lower[j * n + k]! * lower[i * n + k]!;
      lower[j * n + i] = sum / root;
    }
    // Row i of L⁻¹, stored as column i of its transpose.
    inverse[i * n + i] = 1 / root;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += lower[i * n + k]! * inverse[j * n + k]!;
      inverse[j * n + i] = -sum / root;
    }
  }
  return inverse;
}

function rowsGraph(size: number, width: number, mean: Float32Array): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'rows',
        initializer: [
          floatTensor('scale', [], [1 / 255]),
          floatTensor('mean', [size], mean),
          int64Tensor('all', [0, 1]),
        ],
        node: [
          makeNode('Cast', ['x'], ['bytes'], { to: { int: onnx.TensorProto.DataType.FLOAT } }),
          makeNode('Mul', ['bytes', 'scale'], ['values']),
          makeNode('Sub', ['values', 'mean'], ['centred']),
          makeNode('MatMul', ['centred', 'basis'], ['coordinates']),
          makeNode('Gemm', ['centred', 'coordinates'], ['product'], { transA: { int: 1 } }),
          makeNode('Gemm', ['coordinates', 'coordinates'], ['within'], { transA: { int: 1 } }),
          makeNode('Mul', ['centred', 'centred'], ['squares']),
          makeNode('ReduceSum', ['squares', 'all'], ['total'], { keepdims: { int: 0 } }),
        ],
        input: [makeValueInfo('x', 'uint8', ['N', size]), makeValueInfo('basis', 'float32', [size, width])],
        output: [
          makeValueInfo('product', 'float32', [size, width]),
          makeValueInfo('within', 'float32', [width, width]),
          makeValueInfo('total', 'float32', []),
        ],
      }),
    ),
  );
}

const toDouble = () =>
  makeNode('Cast', ['basis'], ['exact'], { to: { int: onnx.TensorProto.DataType.DOUBLE } });

function gramGraph(size: number, width: number): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'gram',
        node: [toDouble(), makeNode('Gemm', ['exact', 'exact'], ['gram'], { transA: { int: 1 } })],
        input: [makeValueInfo('basis', 'float32', [size, width])],
        output: [makeValueInfo('gram', 'float64', [width, width])],
      }),
    ),
  );
}

function combineGraph(size: number, width: number): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'combine',
        node: [
          toDouble(),
          makeNode('MatMul', ['exact', 'weights'], ['product']),
          makeNode('Cast', ['product'], ['combined'], { to: { int: onnx.TensorProto.DataType.FLOAT } }),
        ],
        input: [
          makeValueInfo('basis', 'float32', [size, width]),
          makeValueInfo('weights', 'float64', [width, width]),
        ],
        output: [makeValueInfo('combined', 'float32', [size, width])],
      }),
    ),
  );
}
