import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../protocol/errors.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { COMMON_HEADERS } from './securityHeaders.ts';

/** One request that has been let in. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'bad-images': 422,
  'bad-model': 422,
  'not-found': 404,
  'no-collection': 404,
  'no-model': 404,
  'no-encoder': 404,
  'no-decoder': 404,
};

export function answer(
  { request, response }: Exchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...COMMON_HEADERS, 'content-length': String(bytes.byteLength), ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

export function answerJson(exchange: Exchange, status: number, value: unknown): void {
  answer(
    exchange,
    status,
    { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    JSON.stringify(value),
  );
}

/** Bytes of typed arrays, as they are. */
export function answerBytes(
  exchange: Exchange,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(
    exchange,
    200,
    { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', ...headers },
    bytes,
  );
}

/** What was asked about is gone by now, which is no error of anyone's. */
export function answerNothing({ response }: Exchange): void {
  response.writeHead(204, { ...COMMON_HEADERS, 'cache-control': 'no-store' }).end();
}

export function answerError(exchange: Exchange, error: unknown): void {
  const data = EngineError.toData(error);
  answerJson(exchange, STATUS[data.code] ?? 500, data);
}

/**
 * A whole number in the query.
 * @throws EngineError 'bad-request'
 */
export function countParameter(url: URL, name: string): number {
  const text = url.searchParams.get(name) ?? '';
  if (!/^\d{1,9}$/.test(text)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected a whole number as "${name}", got "${text}".`,
    );
  }
  return Number(text);
}
