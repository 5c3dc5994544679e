/**
 * Prints what layouts take and how far they can be trusted, beside umap-js: a table and, with --json, one JSON object.
 * Run: node scripts/bench-projections.ts z.npz [--rows 2000,5000,20000] [--methods umap,tsne] [--dims 3] [--repeats 1]
 *   [--umap-js-at-20000] [--json]
 * z.npz is what `hourglass encode` writes; of its rows the first are taken, in an order drawn once. Seconds are those of the fastest of the
 * repeats, in which all methods take turns.
 */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { UMAP } from 'umap-js';
import { latentAt } from '../engine/projections/localInverse.ts';
import { nearestTo } from '../engine/projections/nearestTo.ts';
import { LAYOUTS, type LayoutName, type LayoutOptions } from '../engine/projections/layouts.ts';
import { NearestNeighbors } from '../engine/projections/neighbors/NearestNeighbors.ts';
import { placeRows } from '../engine/projections/placeRows.ts';
import { trustworthiness } from '../engine/projections/trustworthiness.ts';
import { parseNpyHeader } from '../engine/images/arrays/parseNpyHeader.ts';
import { readLatents } from '../engine/exports/readLatents.ts';
import { fitPca, type Pca } from '../engine/latents/pca.ts';
import { Random } from '../engine/random/Random.ts';
import { unzipSync } from 'fflate';
import { PATCH_ROWS } from '../protocol/projection.ts';

const TRUSTED_NEIGHBORS = 15;
/** Share of the rows that are left out of the layout, to be placed and inverted. */
const HELD_OUT_SHARE = 0.1;
const PLACED_AMONG = 15;
const SEED = 1;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '2000,5000,20000' },
    methods: { type: 'string', default: 'pca,umap,tsne,pacmap,localmap,umap-js' },
    dims: { type: 'string', default: '3' },
    repeats: { type: 'string', default: '1' },
    'umap-js-at-20000': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [path] = positionals;
if (path === undefined)
  throw new Error('Expected the path of an .npz with z, as `hourglass encode` writes it.');
const dims = flags.dims === '2' ? 2 : 3;

interface Seconds {
  /** Of the k-NN graph; null where the method has none, or makes its own within. */
  neighborsSeconds: number | null;
  /** From z to what can be shown: the first positions after a step. */
  firstLayoutSeconds: number | null;
  seconds: number;
  /** Of all processors together: what a machine that is busy with other things changes least. */
  processorSeconds: number;
}

interface LaidOut extends Seconds {
  /** [N,dims] */
  positions: Float32Array;
}

interface Result extends Seconds {
  method: string;
  rows: number;
  latentSize: number;
  dims: number;
  /** @15 */
  trustworthiness: number;
  /** Median of ‖z − inverse(place(z))‖ over the distance to the nearest row, of held-out z; null where not measured. */
  roundTrip: number | null;
}

const all = await readRows(path);
const results: Result[] = [];
for (const rows of flags.rows.split(',').map(Number)) {
  const n = Math.min(rows, all.n);
  const latents = all.z.subarray(0, n * all.d);
  const methods = flags.methods
    .split(',')
    .filter((method) => method !== 'umap-js' || n < 20_000 || flags['umap-js-at-20000']);
  const fastest = new Map<string, LaidOut>();
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++) {
    for (const method of methods) {
      const laidOut = await layOut(method, latents, n, all.d);
      if (laidOut.seconds < (fastest.get(method)?.seconds ?? Infinity)) fastest.set(method, laidOut);
      if (!flags.json) console.error(`${method} ${n}: ${laidOut.seconds.toFixed(2)} s`);
    }
  }
  for (const [method, laidOut] of fastest) results.push(await measure(method, laidOut, latents, n, all.d));
}
const machine = {
  processor: os.cpus()[0]?.model ?? '',
  cores: os.availableParallelism(),
  node: process.version,
  system: `${os.type()} ${os.arch()}`,
};
if (flags.json) console.log(JSON.stringify({ machine, z: { rows: all.n, latentSize: all.d }, results }));
else printTable();

async function readRows(file: string) {
  const bytes = readFileSync(file);
  const header = parseNpyHeader(unzipSync(bytes)['z.npy'] ?? new Uint8Array());
  const d = header.shape[1] ?? 0;
  const { z } = await readLatents(bytes, file, d);
  const n = z.length / d;
  // Rows often come by label: any first part is to be a fair sample.
  const order = new Random('bench-projections').permutation(n);
  const shuffled = new Float32Array(z.length);
  order.forEach((row, at) => shuffled.set(z.subarray(row * d, (row + 1) * d), at * d));
  return { z: shuffled, n, d };
}

async function measure(
  method: string,
  { positions, ...seconds }: LaidOut,
  latents: Float32Array,
  n: number,
  d: number,
): Promise<Result> {
  return {
    method,
    rows: n,
    latentSize: d,
    dims,
    ...seconds,
    trustworthiness: await trustOf(latents, positions, n, d),
    roundTrip: method === 'umap-js' ? null : await roundTripOf(method, latents, n, d),
  };
}

async function layOut(method: string, latents: Float32Array, n: number, d: number): Promise<LaidOut> {
  const start = performance.now();
  const secondsSince = () => (performance.now() - start) / 1000;
  const processorStart = process.cpuUsage();
  const inAll = () => {
    const { user, system } = process.cpuUsage(processorStart);
    return { seconds: secondsSince(), processorSeconds: (user + system) / 1e6 };
  };
  if (method === 'umap-js') {
    const vectors = Array.from({ length: n }, (_, row) =>
      Array.from(latents.subarray(row * d, (row + 1) * d)),
    );
    const random = new Random(SEED);
    const umap = new UMAP({
      nComponents: dims,
      nNeighbors: 15,
      minDist: 0.1,
      random: () => random.uniform(),
    });
    const positions = Float32Array.from(umap.fit(vectors).flat());
    return { positions, neighborsSeconds: null, firstLayoutSeconds: null, ...inAll() };
  }
  const pca = fitPca(latents, n, d, dims);
  const initial = project(pca, latents, n, d);
  if (method === 'pca') {
    return { positions: initial, neighborsSeconds: null, firstLayoutSeconds: secondsSince(), ...inAll() };
  }
  const name = method as LayoutName;
  const options: LayoutOptions = {
    neighbors: name === 'umap' ? 15 : 10,
    minDistance: 0.1,
    perplexity: 30,
    seed: SEED,
    dims,
  };
  const beforeNeighbors = secondsSince();
  const nearest = await NearestNeighbors.create(latents, n, d, { metric: 'l2' });
  const neighbors = await nearest.ofAll(LAYOUTS[name].neighborsFor(options, n));
  await nearest.dispose();
  const neighborsSeconds = secondsSince() - beforeNeighbors;
  const layout = LAYOUTS[name].start({ latents, n, d, neighbors, dims, initial, seed: SEED }, options);
  layout.step();
  const firstLayoutSeconds = secondsSince();
  while (layout.done < layout.total) layout.step();
  return { positions: layout.positions, neighborsSeconds, firstLayoutSeconds, ...inAll() };
}

/** (z − mean) · axes. */
function project(pca: Pca, latents: Float32Array, n: number, d: number): Float32Array {
  const positions = new Float32Array(n * dims);
  for (let row = 0; row < n; row++) {
    for (let axis = 0; axis < dims; axis++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += (latents[row * d + j]! - pca.mean[j]!) * pca.components[axis]![j]!;
      positions[row * dims + axis] = sum;
    }
  }
  return positions;
}

async function trustOf(
  latents: Float32Array,
  positions: Float32Array,
  n: number,
  d: number,
): Promise<number> {
  const nearest = await NearestNeighbors.create(positions, n, dims, { metric: 'l2' });
  const neighbors = await nearest.ofAll(TRUSTED_NEIGHBORS);
  await nearest.dispose();
  return trustworthiness(latents, n, d, neighbors, TRUSTED_NEIGHBORS).value;
}

/** The layout of most rows; the others are placed in it, and brought back. */
async function roundTripOf(method: string, latents: Float32Array, n: number, d: number): Promise<number> {
  const kept = Math.round(n * (1 - HELD_OUT_SHARE));
  const rows = latents.subarray(0, kept * d);
  const heldOut = latents.subarray(kept * d);
  const m = n - kept;
  const nearest = await NearestNeighbors.create(rows, kept, d, { metric: 'l2' });
  const neighbors = await nearest.of(heldOut, m, PLACED_AMONG);
  await nearest.dispose();
  const back = method === 'pca' ? throughPca(rows, kept, heldOut, m, d) : await throughLayout();
  const ratios = Float64Array.from({ length: m }, (_, query) => {
    let square = 0;
    for (let j = 0; j < d; j++) square += (heldOut[query * d + j]! - back[query * d + j]!) ** 2;
    return Math.sqrt(square) / neighbors.distances[query * neighbors.k]!;
  });
  return ratios.sort()[Math.floor(m / 2)]!;

  async function throughLayout(): Promise<Float64Array> {
    const { positions } = await layOut(method, rows, kept, d);
    const placed = placeRows({ queries: heldOut, m, latents: rows, positions, n: kept, d, dims, neighbors });
    const result = new Float64Array(m * d);
    for (let query = 0; query < m; query++) {
      const position = placed.subarray(query * dims, (query + 1) * dims);
      const patch = nearestTo(positions, kept, dims, position, PATCH_ROWS).rows;
      const patchPositions = new Float32Array(patch.length * dims);
      const patchLatents = new Float32Array(patch.length * d);
      patch.forEach((row, i) => {
        patchPositions.set(positions.subarray(row * dims, (row + 1) * dims), i * dims);
        patchLatents.set(rows.subarray(row * d, (row + 1) * d), i * d);
      });
      result.set(latentAt(position, patchPositions, patchLatents, dims).z, query * d);
    }
    return result;
  }
}

function throughPca(
  rows: Float32Array,
  n: number,
  heldOut: Float32Array,
  m: number,
  d: number,
): Float64Array {
  const pca = fitPca(rows, n, d, dims);
  const places = project(pca, heldOut, m, d);
  return Float64Array.from({ length: m * d }, (_, at) => {
    const [query, j] = [Math.floor(at / d), at % d];
    return pca.components.reduce(
      (sum, component, axis) => sum + places[query * dims + axis]! * component[j]!,
      pca.mean[j]!,
    );
  });
}

function printTable(): void {
  const seconds = (value: number | null) => value?.toFixed(2) ?? '';
  console.log(
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, ${machine.system}; to ${dims}D`,
  );
  console.log(
    'rows × D | method | k-NN, s | first layout, s | whole, s | of processors, s | trustworthiness@15 | round trip',
  );
  console.log('--- | --- | --- | --- | --- | --- | --- | ---');
  for (const result of results) {
    console.log(
      [
        `${result.rows.toLocaleString('en')} × ${result.latentSize}`,
        result.method,
        seconds(result.neighborsSeconds),
        seconds(result.firstLayoutSeconds),
        seconds(result.seconds),
        seconds(result.processorSeconds),
        result.trustworthiness.toFixed(4),
        result.roundTrip?.toFixed(3) ?? '',
      ].join(' | '),
    );
  }
}
