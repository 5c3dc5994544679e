import { traversalFrame } from '../../protocol/codecs/traversalFrame.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { MOST_PAGE_COLUMNS, MOST_PAGE_ROWS, PAGE_TRAVERSAL_ORDERS } from '../../protocol/traversal.ts';
import { TRAVERSAL_PARAMETERS } from '../../protocol/wire.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import type { Workspace } from '../workspace/Workspace.ts';
import { answerBytes, countParameter, type Exchange } from './answers.ts';
import { latentOfBody } from './orderRoutes.ts';

/** Images along dimensions of z, or directions, around the z that comes as the body. For who went away nothing more is decoded. */
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
  const start = await latentOfBody(exchange, open.store.latentSize);
  if (!start.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected finite numbers as z, got NaN or infinity.`,
    );
  }
  const left = new AbortController();
  response.on('close', () => left.abort());
  const grid = await workspace.traversal(open, { start, order, count, columns }, left.signal);
  answerBytes(exchange, traversalFrame(grid));
}

function boundedParameter(url: URL, name: string, most: number): number {
  const count = countParameter(url, name);
  if (count >= 1 && count <= most) return count;
  throw new EngineError('bad-request', `${url.pathname}: expected 1 to ${most} as "${name}", got ${count}.`);
}
