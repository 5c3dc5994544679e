import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { reconstructionFrame } from '../../protocol/codecs/reconstructionFrame.ts';
import { shownAs } from '../../protocol/imageFormats.ts';
import { COLLECTION_PARAMETER, ROWS_PARAMETER } from '../../protocol/wire.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { openRegularFile } from '../files/openRegularFile.ts';
import { bundledFolder, PREVIEW } from '../models/bundled.ts';
import { readCard } from '../models/readCard.ts';
import type { Workspace } from '../workspace/Workspace.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import type { Trainings } from '../workspace/Trainings.ts';
import { answerBytes, answerJson, answerNothing, countParameter, type Exchange } from './answers.ts';
import type { ServerOptions } from './EngineServer.ts';
import { answerNearest, answerOrder } from './orderRoutes.ts';
import { answerPatch } from './patchRoute.ts';
import { answerPictures } from './picturesRoute.ts';
import { answerTraversal } from './traversalRoute.ts';
import { COMMON_HEADERS, FILE_HEADERS } from './securityHeaders.ts';

/** Which version of the projection an answer's positions are of. */
const PROJECTION_VERSION_HEADER = 'x-projection-version';

/** The data of what is open, over HTTP. */
export function collectionRoutes(workspace: Workspace, trainings: Trainings): ServerOptions['routes'] {
  return {
    rows: {
      latents: (exchange) => rows(exchange, workspace, ({ store }, from, to) => store.latents(from, to)),
      states: (exchange) => rows(exchange, workspace, ({ store }, from, to) => store.states(from, to)),
      tiles: (exchange) =>
        exchange.url.searchParams.has(ROWS_PARAMETER)
          ? tilesOf(exchange, workspace)
          : rows(exchange, workspace, ({ store }, from, to) => store.tiles(from, to)),
      positions: (exchange) =>
        rows(exchange, workspace, async (open, from, to) => {
          const { version, positions } = await open.positions(from, to);
          exchange.response.setHeader(PROJECTION_VERSION_HEADER, String(version));
          return positions;
        }),
      liveLatents: (exchange) =>
        rows(exchange, workspace, ({ id }, from, to) => workspace.live.latents(id, from, to)),
      livePositions: (exchange) =>
        rows(exchange, workspace, ({ id }, from, to) => workspace.live.positions(id, from, to)),
    },
    column: (exchange) => column(exchange, workspace),
    order: (exchange) => ofOpen(exchange, workspace, answerOrder),
    nearest: (exchange) => ofOpen(exchange, workspace, answerNearest),
    patch: (exchange) => ofOpen(exchange, workspace, answerPatch),
    traversal: (exchange) =>
      ofOpen(exchange, workspace, (asked, open) => answerTraversal(asked, open, workspace)),
    pictures: (exchange) =>
      ofOpen(exchange, workspace, (asked, open) => answerPictures(asked, open, workspace)),
    reconstruction: async (exchange) => {
      if (!openCollection(exchange, workspace)) return;
      const reconstruction = await workspace.reconstruct(countParameter(exchange.url, 'index'));
      answerBytes(exchange, reconstructionFrame(reconstruction));
    },
    original: (exchange) => original(exchange, workspace),
    bundledPreview,
    modelCard: async (exchange) => {
      const { model } = workspace.state;
      const card = model && (await readCard(model));
      if (card) answerBytes(exchange, card, { 'content-type': 'image/webp' });
      else answerNothing(exchange);
    },
    preview: (exchange) => {
      const preview = trainings.preview(exchange.url.searchParams.get('job') ?? '');
      if (!preview) {
        answerNothing(exchange);
        return;
      }
      const { width, height, count, rgba } = preview;
      answerBytes(exchange, rgba, {
        'x-width': String(width),
        'x-height': String(height),
        'x-count': String(count),
      });
    },
  };
}

/** A bundled model's strip of samples. It changes only with the app. */
async function bundledPreview(exchange: Exchange): Promise<void> {
  const name = exchange.url.searchParams.get('name') ?? '';
  const folder = bundledFolder(name);
  const bytes = folder && (await readFile(join(folder, PREVIEW)).catch(() => null));
  if (!bytes) throw new EngineError('not-found', `No bundled model "${name}" has a preview.`);
  answerBytes(exchange, bytes, { 'content-type': 'image/webp' });
}

/** A range of rows of the open collection; null where there is no such thing of it (any more). */
async function rows(
  exchange: Exchange,
  workspace: Workspace,
  read: (open: OpenCollection, from: number, to: number) => ArrayBufferView | null | Promise<ArrayBufferView>,
): Promise<void> {
  const open = openCollection(exchange, workspace);
  if (!open) return;
  const [from, to] = rangeParameters(exchange, open);
  const view = await read(open, from, to);
  if (!view) return answerNothing(exchange);
  const { buffer, byteOffset, byteLength } = view;
  answerBytes(exchange, new Uint8Array(buffer, byteOffset, byteLength));
}

/** Thumbnails of rows in any order. */
async function tilesOf(exchange: Exchange, workspace: Workspace): Promise<void> {
  const open = openCollection(exchange, workspace);
  if (!open) return;
  const text = exchange.url.searchParams.get(ROWS_PARAMETER) ?? '';
  if (!/^\d{1,9}(?:,\d{1,9}){0,4095}$/.test(text)) {
    throw new EngineError(
      'bad-request',
      `${exchange.url.pathname}: expected 1 to 4,096 row numbers with commas between them as "${ROWS_PARAMETER}".`,
    );
  }
  answerBytes(exchange, await open.store.tilesOf(text.split(',').map(Number)));
}

async function column(exchange: Exchange, workspace: Workspace): Promise<void> {
  const open = openCollection(exchange, workspace);
  if (!open) return;
  const [from, to] = rangeParameters(exchange, open);
  const read = open.columnValues(exchange.url.searchParams.get('name') ?? '', from, to);
  if (read.type === 'text') {
    answerJson(exchange, 200, read.values);
    return;
  }
  const { buffer, byteOffset, byteLength } = read.values;
  answerBytes(exchange, new Uint8Array(buffer, byteOffset, byteLength));
}

async function ofOpen(
  exchange: Exchange,
  workspace: Workspace,
  answer: (exchange: Exchange, open: OpenCollection) => Promise<void>,
): Promise<void> {
  const open = openCollection(exchange, workspace);
  if (open) await answer(exchange, open);
}

/** The open collection, if it is the one that is asked of; else null, and that is answered. */
function openCollection(exchange: Exchange, workspace: Workspace): OpenCollection | null {
  const open = workspace.collectionWithId(exchange.url.searchParams.get(COLLECTION_PARAMETER));
  if (!open) answerNothing(exchange);
  return open;
}

/** @throws EngineError 'bad-request' for rows that there are not */
function rangeParameters({ url }: Exchange, { count }: OpenCollection): [from: number, to: number] {
  const from = countParameter(url, 'from');
  const to = url.searchParams.has('to') ? countParameter(url, 'to') : count;
  if (from <= to && to <= count) return [from, to];
  throw new EngineError(
    'bad-request',
    `Rows ${from} to ${to}: expected a range within the ${count} rows there are.`,
  );
}

/** The file of an image of the open collection; as PNG where a browser could not show it. */
async function original(exchange: Exchange, workspace: Workspace): Promise<void> {
  const open = openCollection(exchange, workspace);
  if (!open) return;
  const source = open.source(countParameter(exchange.url, 'index'));
  if (source.path === '')
    throw new EngineError('not-found', 'This point was drawn from the prior; it has no file.');
  const contentType = shownAs(source.path);
  if (source.row !== undefined || contentType === null) {
    const { readOriginal } = await import('./readOriginal.ts');
    answerBytes(exchange, await readOriginal(source), { ...FILE_HEADERS, 'content-type': 'image/png' });
    return;
  }
  const { handle, stats } = await openRegularFile(source.path).catch((error: unknown) => {
    throw new EngineError('not-found', `"${source.path}" cannot be read: ${fileErrorWords(error)}.`);
  });
  try {
    exchange.response.writeHead(200, {
      ...COMMON_HEADERS,
      ...FILE_HEADERS,
      'content-type': contentType,
      'content-length': String(stats.size),
      'cache-control': 'no-store',
    });
    if (exchange.request.method === 'HEAD' || stats.size === 0) exchange.response.end();
    else await pipeline(handle.createReadStream({ end: stats.size - 1 }), exchange.response);
  } finally {
    await handle.close();
  }
}
