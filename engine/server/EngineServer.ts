import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { EngineCalls, EngineEvents } from '../../protocol/calls.ts';
import {
  BUNDLED_PREVIEW_PATH,
  COLUMN_PATH,
  MODEL_CARD_PATH,
  NEAREST_PATH,
  ORDER_PATH,
  ORIGINAL_PATH,
  PATCH_PATH,
  PICTURES_PATH,
  PREVIEW_PATH,
  RECONSTRUCTION_PATH,
  ROWS_PATHS,
  SOCKET_PATH,
  TRAVERSAL_PATH,
  UPLOAD_PATH,
} from '../../protocol/wire.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { isFromElsewhere, type Access } from './access.ts';
import { answer, answerError, type Exchange } from './answers.ts';
import { PageConnection, type Decode } from './PageConnection.ts';
import type { StartSecret } from './StartSecret.ts';
import { answerStaticFile } from './staticFiles.ts';
import type { Uploads } from './upload.ts';

/** Answers an HTTP request that has been let in, or throws an EngineError. */
export type Route = (exchange: Exchange) => Promise<void> | void;

export interface ServerOptions {
  /** 0 for a free one. */
  port: number;
  secret: StartSecret;
  access: Access;
  /** dist/renderer */
  pageFolder: string;
  calls: EngineCalls;
  decode: Decode;
  uploads: Uploads;
  /** Data of the open collection and the running training. */
  routes: {
    rows: Record<keyof typeof ROWS_PATHS, Route>;
    column: Route;
    order: Route;
    nearest: Route;
    patch: Route;
    traversal: Route;
    pictures: Route;
    reconstruction: Route;
    original: Route;
    bundledPreview: Route;
    modelCard: Route;
    preview: Route;
  };
}

/**
 * A text message of a page: calls with some paths, or every second of a million rows as ranges. Longer ones are no calls:
 * to read the text of 16 MB that is worst for JSON.parse took 5 s, of 8 MB half of that.
 */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** The one way in: serves the page and the data over HTTP, calls and decodes over a WebSocket, on loopback only. */
export class EngineServer {
  readonly #options: ServerOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #pages = new Set<PageConnection>();
  readonly #routes: Map<string, { method: 'GET' | 'POST'; route: Route }>;

  constructor(options: ServerOptions) {
    this.#options = options;
    const { routes, uploads } = options;
    const get = (route: Route) => ({ method: 'GET', route }) as const;
    this.#routes = new Map<string, { method: 'GET' | 'POST'; route: Route }>([
      [`/${ROWS_PATHS.latents}`, get(routes.rows.latents)],
      [`/${ROWS_PATHS.states}`, get(routes.rows.states)],
      [`/${ROWS_PATHS.tiles}`, get(routes.rows.tiles)],
      [`/${ROWS_PATHS.positions}`, get(routes.rows.positions)],
      [`/${ROWS_PATHS.liveLatents}`, get(routes.rows.liveLatents)],
      [`/${ROWS_PATHS.livePositions}`, get(routes.rows.livePositions)],
      [`/${COLUMN_PATH}`, get(routes.column)],
      [`/${ORDER_PATH}`, get(routes.order)],
      [`/${NEAREST_PATH}`, { method: 'POST', route: routes.nearest }],
      [`/${PATCH_PATH}`, get(routes.patch)],
      [`/${TRAVERSAL_PATH}`, { method: 'POST', route: routes.traversal }],
      [`/${PICTURES_PATH}`, { method: 'POST', route: routes.pictures }],
      [`/${RECONSTRUCTION_PATH}`, get(routes.reconstruction)],
      [`/${ORIGINAL_PATH}`, get(routes.original)],
      [`/${BUNDLED_PREVIEW_PATH}`, get(routes.bundledPreview)],
      [`/${MODEL_CARD_PATH}`, get(routes.modelCard)],
      [`/${PREVIEW_PATH}`, get(routes.preview)],
      [`/${UPLOAD_PATH}`, { method: 'POST', route: (exchange: Exchange) => uploads.receive(exchange) }],
    ]);
    this.#http = createServer((request, response) => void this.#onRequest(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  /** @throws EngineError 'bad-request' when the port is taken */
  listen(): Promise<{ url: string; port: number }> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE' || error.code === 'EACCES'
            ? new EngineError(
                'bad-request',
                `Port ${this.#options.port} cannot be used (${error.code}); choose another with --port, or leave it out for a free one.`,
              )
            : error,
        ),
      );
      this.#http.listen(this.#options.port, '127.0.0.1', () => {
        const { port } = this.#http.address() as AddressInfo;
        // A connection that cannot be taken (no more file descriptors) is that page's loss only.
        this.#http.on('error', () => {});
        resolve({
          port,
          url: this.#options.secret.newUrl(port),
        });
      });
    });
  }

  /** Tells every open page. */
  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): void {
    for (const page of this.#pages) page.emit(name, ...args);
  }

  close(): void {
    for (const page of this.#pages) page.close();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const exchange: Exchange = { request, response, url };
    try {
      const admission = this.#options.access.admit(request, url);
      if (admission.kind === 'refused') {
        answer(exchange, 403, { 'content-type': 'text/plain; charset=utf-8' }, admission.words);
      } else if (admission.kind === 'arriving') {
        this.#leadIn(exchange);
      } else {
        await this.#answer({ ...exchange, url: admission.url });
      }
    } catch (error) {
      if (response.headersSent) response.destroy();
      else answerError(exchange, error);
      discardBody(request);
    }
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { url, request } = exchange;
    const found = this.#routes.get(url.pathname);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== (found?.method ?? 'GET')) {
      answer(exchange, 405, { allow: found?.method ?? 'GET' }, '');
    } else if (found) {
      await found.route(exchange);
    } else {
      await answerStaticFile(exchange, this.#options.pageFolder);
    }
  }

  /**
   * On to the secret path, with the cookie. A browser counts a redirect as a step of the page whose link was followed, and
   * sends no cookie after it when that page was another site's (a terminal in the browser, say): a page of our own goes on.
   */
  #leadIn(exchange: Exchange): void {
    const { secret, access } = this.#options;
    const headers = { 'set-cookie': access.cookie, 'cache-control': 'no-store' };
    if (!isFromElsewhere(exchange.request)) {
      answer(exchange, 303, { ...headers, location: secret.path }, '');
      return;
    }
    const page = `<!doctype html><meta http-equiv="refresh" content="0;url=${secret.path}"><title>Hourglass</title>`;
    answer(exchange, 200, { ...headers, 'content-type': 'text/html; charset=utf-8' }, page);
  }

  /** Null where a page may have its WebSocket. Every browser names the Origin, so what names none is no page. */
  #socketRefusal(request: IncomingMessage): string | null {
    if (request.headers.origin === undefined) return 'A WebSocket needs an Origin.';
    const admission = this.#options.access.admit(request, urlOf(request));
    if (admission.kind === 'refused') return admission.words;
    const isSocket = admission.kind === 'inside' && admission.url.pathname === `/${SOCKET_PATH}`;
    return isSocket ? null : 'not found';
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refused = this.#socketRefusal(request);
    if (refused !== null) {
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-length: ${Buffer.byteLength(refused)}\r\nconnection: close\r\n\r\n${refused}`,
      );
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const page = new PageConnection(webSocket, this.#options.calls, this.#options.decode);
      this.#pages.add(page);
      webSocket.on('close', () => this.#pages.delete(page));
      webSocket.on('error', () => webSocket.terminate());
    });
  }
}

/** A refused upload is read to its end, so that the answer is not lost in a reset connection, but not for ever. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

function discardBody(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) request.destroy();
  });
}

/** The request's path and query; the host in it means nothing. */
function urlOf(request: IncomingMessage): URL {
  return URL.canParse(request.url ?? '', 'http://engine')
    ? new URL(request.url ?? '', 'http://engine')
    : new URL('http://engine/');
}
