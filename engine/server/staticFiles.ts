import { readFile, realpath } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { answer, type Exchange } from './answers.ts';
import { pageHeaders } from './securityHeaders.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Vite names what it builds by content, so those files never change. */
const NEVER_CHANGES = /^\/assets\//;

/**
 * Answers with a file of the built page, and with nothing from outside its folder.
 * @param folder dist/renderer
 * @throws EngineError 'not-found'
 */
export async function answerStaticFile(exchange: Exchange, folder: string): Promise<void> {
  const { pathname } = exchange.url;
  const path = resolve(folder, `.${decodePath(pathname === '/' ? '/index.html' : pathname)}`);
  const contentType = CONTENT_TYPES[extname(path)];
  if (!contentType || !path.startsWith(resolve(folder) + sep)) throw notFound(pathname);
  let bytes: Uint8Array;
  try {
    // A link inside the folder must not lead out of it either.
    const real = await realpath(path);
    if (!real.startsWith((await realpath(folder)) + sep)) throw notFound(pathname);
    bytes = await readFile(real);
  } catch {
    if (pathname === '/') {
      throw new EngineError(
        'not-found',
        `The page has not been built: ${join(folder, 'index.html')} is missing. Run "npm run build" and start again.`,
      );
    }
    throw notFound(pathname);
  }
  const isPage = extname(path) === '.html';
  answer(
    exchange,
    200,
    {
      'content-type': contentType,
      'cache-control': NEVER_CHANGES.test(pathname) ? 'max-age=31536000, immutable' : 'no-cache',
      ...(isPage
        ? pageHeaders(exchange.request.headers.host ?? '')
        : { 'cross-origin-embedder-policy': 'require-corp' }),
    },
    bytes,
  );
}

const notFound = (pathname: string) => new EngineError('not-found', `There is nothing at ${pathname}.`);

function decodePath(pathname: string): string {
  try {
    const path = decodeURIComponent(pathname);
    if (path.includes('\0')) throw notFound(pathname);
    return path.replaceAll('\\', '/');
  } catch {
    throw notFound(pathname);
  }
}
