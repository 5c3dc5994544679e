import {
  traversalErrorPart,
  traversalFrame,
  traversalProgressPart,
} from '../../protocol/codecs/traversalFrame.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import {
  MOST_PAGE_COLUMNS,
  MOST_PAGE_RANGE,
  MOST_PAGE_ROWS,
  PAGE_TRAVERSAL_ORDERS,
} from '../../protocol/traversal.ts';
import type { TraversalProgress } from '../../protocol/traversal.ts';
import { TRAVERSAL_PARAMETERS } from '../../protocol/wire.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import type { Workspace } from '../workspace/Workspace.ts';
import { answerBytes, countParameter, type Exchange } from './answers.ts';
import { COMMON_HEADERS } from './securityHeaders.ts';
import { latentOfBody } from './orderRoutes.ts';

/** Sooner than this an answer needs no word about how far it is. */
const FIRST_TOLD_AFTER_MS = 200;
const TELL_EVERY_MS = 100;

/**
 * Images along dimensions of z, or directions, around the z that comes as the body. For who went away nothing more is decoded. What
 * takes longer than a moment says how far it is before the images come.
 */
export async function answerTraversal(
  exchange: Exchange,
  open: OpenCollection,
  workspace: Workspace,
): Promise<void> {
  const { url, response } = exchange;
  const asked = url.searchParams.get(TRAVERSAL_PARAMETERS.order) ?? '';
  const order = PAGE_TRAVERSAL_ORDERS.find((known) => known === asked);
  if (!order) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected one of ${PAGE_TRAVERSAL_ORDERS.join(', ')} as "order", got "${asked}".`,
    );
  }
  const count = boundedParameter(url, TRAVERSAL_PARAMETERS.rows, MOST_PAGE_ROWS);
  const columns = boundedParameter(url, TRAVERSAL_PARAMETERS.columns, MOST_PAGE_COLUMNS);
  const range = boundedParameter(url, TRAVERSAL_PARAMETERS.range, MOST_PAGE_RANGE);
  const start = await latentOfBody(exchange, open.store.latentSize);
  if (!start.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected finite numbers as z, got NaN or infinity.`,
    );
  }
  const left = new AbortController();
  response.on('close', () => left.abort());
  const question = { start, order, count, columns, range };
  const askedAtMs = performance.now();
  let toldAtMs = askedAtMs + FIRST_TOLD_AFTER_MS - TELL_EVERY_MS;
  const tell = (progress: TraversalProgress): void => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < TELL_EVERY_MS || response.destroyed) return;
    toldAtMs = nowMs;
    if (!response.headersSent) {
      response.writeHead(200, {
        ...COMMON_HEADERS,
        'content-type': 'application/octet-stream',
        'cache-control': 'no-store',
      });
    }
    response.write(traversalProgressPart(progress));
  };
  let last: Uint8Array;
  try {
    last = traversalFrame(await workspace.traversal(open, question, left.signal, tell));
  } catch (error) {
    if (!response.headersSent) throw error;
    last = traversalErrorPart(EngineError.toData(error));
  }
  if (response.headersSent) response.end(last);
  else answerBytes(exchange, last);
}

function boundedParameter(url: URL, name: string, most: number): number {
  const count = countParameter(url, name);
  if (count >= 1 && count <= most) return count;
  throw new EngineError('bad-request', `${url.pathname}: expected 1 to ${most} as "${name}", got ${count}.`);
}
