import { setImmediate } from 'node:timers/promises';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { project, ProjectResult } from '../../protocol/operations/project.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import { outputPath } from '../../protocol/operations/fields/paths.ts';
import { writePlaces } from '../exports/writePlaces.ts';
import { fitPca } from '../latents/pca.ts';
import { rowsOf } from '../latents/rowsOf.ts';
import { LAYOUTS } from '../projections/layouts.ts';
import { NearestNeighbors } from '../projections/neighbors/NearestNeighbors.ts';
import { placeRows } from '../projections/placeRows.ts';
import { scaleTo, spreadOf } from '../projections/spread.ts';
import { trustworthiness } from '../projections/trustworthiness.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { chosenRows, spansOf } from './chosenRows.ts';
import { encodedInput } from './encodedInput.ts';
import { neighborSearch } from './neighborSearch.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';

/** Places of rows as the layout has them now, in the order of the job's rows. */
export interface ProjectMessage {
  /** [n], the rows of the collection; once, with the first places. */
  rows: Uint32Array<ArrayBuffer> | null;
  /** [n,dims], spread as far as PCA spreads them, so that a camera that sees the one sees the other. */
  positions: Float32Array<ArrayBuffer>;
}

type Input = OperationInput<'project'>;
type Context = OperationContext<typeof project, ProjectMessage>;

/** z that is laid out. */
interface Source {
  /** [n,D] */
  z: Float32Array<ArrayBuffer>;
  n: number;
  d: number;
  /** Rows of the collection; null for what a command line named. */
  rows: Uint32Array<ArrayBuffer> | null;
  paths: string[];
  labels: string[];
  unreadable: UnreadableFile[];
}

/** A layout is fitted to so many rows; the others of a larger collection are placed among them. */
const FITTED_MOST = 50_000;
const PLACED_BY = 30;
/** Refinements are shown at most this often. */
const POST_EVERY_MS = 300;
const TRUSTWORTHINESS_OF = 15;
const ROWS_AT_ONCE = 8192;

export const run: OperationRun<typeof project, ProjectMessage> = async (input, context) => {
  const source = input.store ? await storedZ(input.store.folder) : await namedZ(input, context);
  const { n, unreadable, paths, labels } = source;
  const { positions, steps, isCutShort } = await layOut(source, input, context);
  await context.progress({ detail: 'measuring what was kept' });
  const kept = await measureKept(source, positions, input.dims);
  if (input.out !== undefined) {
    const result = { count: n, dims: input.dims, positions, paths, labels };
    await writePlaces(input.out, result, context.signal);
  }
  return {
    out: input.out === undefined ? null : outputPath(input.out),
    count: n,
    dims: input.dims,
    method: input.method,
    steps,
    isCutShort,
    trustworthiness: kept,
    unreadable,
  } satisfies ProjectResult;
};

/** @returns positions [n,dims] */
async function layOut(source: Source, input: Input, context: Context) {
  const { z, n, d, rows } = source;
  const { method, dims, seed, neighbors, minDistance, perplexity } = input;
  const { signal, progress } = context;
  const initial = pcaPositions(z, n, d, dims);
  const spread = spreadOf(initial, n, dims);
  let isFirst = true;
  const show = async (positions: Float32Array) => {
    if (!rows) return;
    await context.post({ rows: isFirst ? rows : null, positions: scaleTo(spread, positions, n, dims) });
    isFirst = false;
  };
  await show(initial);
  if (method === 'pca') return { positions: initial, steps: 0, isCutShort: false };

  let isFinishing = false;
  context.onCommand((command) => (isFinishing ||= command === 'finish'));
  const fitted = fittedRows(n);
  const fittedZ = fitted ? rowsOf(z, fitted, d) : z;
  const m = fitted?.length ?? n;
  const options = { neighbors, minDistance, perplexity, seed, dims };
  const k = LAYOUTS[method].neighborsFor(options, m);
  const search = await NearestNeighbors.create(fittedZ, m, d);
  try {
    const graph = await search.ofAll(k, neighborSearch(context));
    const layout = LAYOUTS[method].start(
      {
        ...{ latents: fittedZ, n: m, d, neighbors: graph, dims, seed },
        initial: fitted ? rowsOf(initial, fitted, dims) : initial,
      },
      options,
    );
    let shownMs = -Infinity;
    const startMs = performance.now();
    while (layout.done < layout.total && !isFinishing) {
      if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
      layout.step();
      const nowMs = performance.now();
      if (nowMs - shownMs > POST_EVERY_MS) {
        shownMs = nowMs;
        if (!fitted) await show(layout.positions);
        const secondsLeft = ((nowMs - startMs) / 1000 / layout.done) * (layout.total - layout.done);
        await progress({ done: layout.done, total: layout.total, detail: 'laying out', secondsLeft });
      }
      // Commands are heard between two steps.
      await setImmediate();
    }
    const steps = layout.done;
    const isCutShort = layout.done < layout.total;
    const positions = fitted
      ? await placeOthers(search, source, fitted, layout.positions, dims)
      : layout.positions.slice();
    await show(positions);
    return { positions, steps, isCutShort };
  } finally {
    await search.dispose();
  }
}

/** null where there are too few rows to say. */
async function measureKept(
  { z, n, d }: Source,
  positions: Float32Array<ArrayBuffer>,
  dims: 2 | 3,
): Promise<number | null> {
  const k = TRUSTWORTHINESS_OF;
  if (n <= 2 * k) return null;
  const search = await NearestNeighbors.create(positions, n, dims);
  try {
    return trustworthiness(z, n, d, await search.ofAll(k), k).value;
  } finally {
    await search.dispose();
  }
}

/** Positions of all rows, from those of the fitted ones. */
async function placeOthers(
  search: NearestNeighbors,
  { z, n, d }: Source,
  fitted: Uint32Array,
  fittedPositions: Float32Array,
  dims: 2 | 3,
): Promise<Float32Array<ArrayBuffer>> {
  const isFitted = new Uint8Array(n);
  const positions = new Float32Array(n * dims);
  fitted.forEach((row, i) => {
    isFitted[row] = 1;
    positions.set(fittedPositions.subarray(i * dims, (i + 1) * dims), row * dims);
  });
  const others = Uint32Array.from({ length: n }, (_, row) => row).filter((row) => !isFitted[row]);
  const queries = rowsOf(z, others, d);
  const neighbors = await search.of(queries, others.length, PLACED_BY);
  const latents = rowsOf(z, fitted, d);
  const reference = { latents, positions: fittedPositions, n: fitted.length, d, dims };
  const placed = placeRows({ ...reference, neighbors, queries, m: others.length });
  others.forEach((row, i) => positions.set(placed.subarray(i * dims, (i + 1) * dims), row * dims));
  return positions;
}

/** Rows that a layout is fitted to, ascending; null for all. */
function fittedRows(n: number): Uint32Array | null {
  if (n <= FITTED_MOST) return null;
  return Uint32Array.from(
    spreadEvenly(
      Uint32Array.from({ length: n }, (_, row) => row),
      FITTED_MOST,
    ),
  );
}

/** @returns [n,dims], in the units of z; zeros along axes that z does not have */
function pcaPositions(z: Float32Array, n: number, d: number, dims: 2 | 3): Float32Array<ArrayBuffer> {
  const { mean, components } = fitPca(z, n, d, dims);
  const positions = new Float32Array(n * dims);
  components.forEach((component, k) => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += component[j]! * (z[i * d + j]! - mean[j]!);
      positions[i * dims + k] = sum;
    }
  });
  return positions;
}

async function storedZ(folder: string): Promise<Source> {
  const store = await CollectionStore.open(folder, { readOnly: true });
  try {
    const rows = chosenRows(store);
    if (rows.length === 0) throw new EngineError('bad-request', 'None of the images is there any more.');
    const d = store.latentSize;
    const z = new Float32Array(rows.length * d);
    const paths: string[] = [];
    let at = 0;
    for (const span of spansOf(rows, ROWS_AT_ONCE)) {
      z.set(await store.latentsOf(span.rows), at * d);
      const sources = store.sources(span.from, span.to);
      for (const row of span.rows) paths.push(rowPath(sources[row - span.from]!));
      at = span.done;
    }
    return { z, n: rows.length, d, rows, paths, labels: [], unreadable: [] };
  } finally {
    await store.close();
  }
}

async function namedZ(input: Input, context: Context): Promise<Source> {
  const { z, count, latentSize, paths, labels, unreadable } = await encodedInput(input, context);
  return { z, n: count, d: latentSize, rows: null, paths, labels, unreadable };
}
