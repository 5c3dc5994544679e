import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { makeNode, makeTensor, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';
import type { Rows } from './Rows.ts';

/** Products held at once: 16 MB of them, which measured no slower than blocks of any other size. */
const PRODUCTS_AT_ONCE = 4_000_000;
/** Largest queries in a block. */
const LARGEST_BLOCK = 256;
/** Half the distance from 1 to the next float32. */
const FLOAT32_ROUNDING = 2 ** -24;
/** The smallest float32 of full precision. */
const FLOAT32_SMALLEST = 2 ** -126;

/** What was found for a block of queries. */
export interface Candidates {
  /** [queries, k] row numbers. */
  readonly rows: Int32Array;
  /**
   * Whether no row that was left out can be as near as this to the query, whatever float32 rounded away.
   * @param squareLimit squared distance of the farthest row that is to be kept
   */
  includeNearest(query: number, squareLimit: number): boolean;
}

/**
 * The rows of largest a·b − |b|²/2, which are those of smallest |a − b|: one product and TopK for a block of queries. The rows are
 * centred and scaled to numbers up to 1 first, so that float32 neither overflows nor loses what they differ by.
 */
export class CandidateSearch {
  readonly blockSize: number;
  readonly #session: InferenceSession;
  readonly #rows: Rows;
  readonly #centre: Float64Array;
  readonly #scale: number;

  private constructor(session: InferenceSession, rows: Rows, centre: Float64Array, scale: number) {
    this.#session = session;
    this.#rows = rows;
    this.#centre = centre;
    this.#scale = scale;
    this.blockSize = Math.max(1, Math.min(LARGEST_BLOCK, Math.floor(PRODUCTS_AT_ONCE / rows.n)));
  }

  static async open(rows: Rows): Promise<CandidateSearch> {
    const { values, n, width } = rows;
    const centre = new Float64Array(width);
    for (let row = 0, at = 0; row < n; row++)
      for (let j = 0; j < width; j++, at++) centre[j]! += values[at]! / n;
    let largest = 0;
    for (let row = 0, at = 0; row < n; row++) {
      for (let j = 0; j < width; j++, at++) largest = Math.max(largest, Math.abs(values[at]! - centre[j]!));
    }
    const scale = largest > 0 ? 1 / largest : 1;
    // Transposed, with −|b|²/2 as the last line, which meets a 1 at the end of each query.
    const columns = new Float32Array((width + 1) * n);
    for (let row = 0, at = 0; row < n; row++) {
      let square = 0;
      for (let j = 0; j < width; j++, at++) {
        const value = (values[at]! - centre[j]!) * scale;
        columns[j * n + row] = value;
        square += value * value;
      }
      columns[width * n + row] = -square / 2;
    }
    const session = await createSession(searchGraph(columns, n, width + 1), { provider: 'cpu' });
    return new CandidateSearch(session, rows, centre, scale);
  }

  /** @param k at most N */
  async find(queries: Rows, from: number, to: number, k: number): Promise<Candidates> {
    const width = this.#rows.width;
    const block = new Float32Array((to - from) * (width + 1));
    for (let query = from, at = 0; query < to; query++, at++) {
      for (let j = 0; j < width; j++, at++) {
        block[at] = (queries.values[query * width + j]! - this.#centre[j]!) * this.#scale;
      }
      block[at] = 1;
    }
    const outputs = await this.#session.run({
      queries: new Tensor('float32', block, [to - from, width + 1]),
      k: new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]),
    });
    const rows = outputs['rows']!.data as Int32Array;
    const scores = outputs['scores']!.data as Float32Array;
    return {
      rows,
      includeNearest: (query, squareLimit) => {
        if (k === this.#rows.n) return true;
        const lastScore = scores[(query - from) * k + k - 1]!;
        return this.#leavesNoNearer(block, (query - from) * (width + 1), lastScore, squareLimit);
      },
    };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /**
   * What was left out scores at most `lastScore` in float32. A row as near as the limit has a length of at most |a| + limit, and
   * rounding changes its score by at most the error of a sum of that many products (Higham 2002, 3.1).
   */
  #leavesNoNearer(block: Float32Array, at: number, lastScore: number, squareLimit: number): boolean {
    const width = this.#rows.width;
    let square = 0;
    for (let j = 0; j < width; j++) square += block[at + j]! ** 2;
    const limit = Math.sqrt(squareLimit) * this.#scale;
    const length = Math.sqrt(square);
    const reach = length + limit;
    const error = (width + 8) * (2 * FLOAT32_ROUNDING * (length * reach + reach * reach) + FLOAT32_SMALLEST);
    const leastSquare = square - 2 * (lastScore + error);
    return Number.isFinite(leastSquare) && leastSquare > limit * limit;
  }
}

function searchGraph(columns: Float32Array<ArrayBuffer>, n: number, width: number): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'nearest',
        initializer: [makeTensor('columns', 'float32', [width, n], columns)],
        node: [
          makeNode('MatMul', ['queries', 'columns'], ['products']),
          makeNode('TopK', ['products', 'k'], ['scores', 'wideRows'], {
            axis: { int: 1 },
            largest: { int: 1 },
            sorted: { int: 1 },
          }),
          makeNode('Cast', ['wideRows'], ['rows'], { to: { int: onnx.TensorProto.DataType.INT32 } }),
        ],
        input: [makeValueInfo('queries', 'float32', ['M', width]), makeValueInfo('k', 'int64', [1])],
        output: [makeValueInfo('scores', 'float32', ['M', 'k']), makeValueInfo('rows', 'int32', ['M', 'k'])],
      }),
    ),
  );
}
