import { buffer } from 'node:stream/consumers';
import { rowOrderFrame } from '../../protocol/codecs/rowOrder.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { COLUMN_NAME_PARAMETER, METRIC_PARAMETER } from '../../protocol/wire.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import { answerBytes, answerNothing, type Exchange } from './answers.ts';

/** All rows in the order of a column, or of their names. */
export async function answerOrder(exchange: Exchange, { store, queries }: OpenCollection): Promise<void> {
  const name = exchange.url.searchParams.get(COLUMN_NAME_PARAMETER);
  if (name !== null && !store.tables.columns.find(name)) {
    answerNothing(exchange);
    return;
  }
  answerBytes(exchange, rowOrderFrame(await queries.order(name)));
}

/** All rows by their distance from the z that comes as the body. Who asked and went away is measured nothing more. */
export async function answerNearest(exchange: Exchange, { store, queries }: OpenCollection): Promise<void> {
  const z = await latentOfBody(exchange, store.latentSize);
  const left = new AbortController();
  exchange.response.on('close', () => left.abort());
  const metric = exchange.url.searchParams.get(METRIC_PARAMETER) ?? 'l2';
  if (metric !== 'l2' && metric !== 'cosine') {
    throw new EngineError(
      'bad-request',
      `${exchange.url.pathname}: expected l2 or cosine as "${METRIC_PARAMETER}", got "${metric}".`,
    );
  }
  const { order, distances } = await queries.nearestFirst(z, metric, left.signal);
  answerBytes(exchange, rowOrderFrame(order, distances));
}

/**
 * @returns z, [D] float32
 * @throws EngineError 'bad-request' for a body of another length
 */
export async function latentOfBody({ request, url }: Exchange, latentSize: number): Promise<Float32Array> {
  const expected = latentSize * 4;
  const announced = Number(request.headers['content-length'] ?? NaN);
  if (announced !== expected) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected z [${latentSize}] float32, ${expected} bytes, as the body, got ${announced} bytes.`,
    );
  }
  return new Float32Array(new Uint8Array(await buffer(request)).buffer);
}
