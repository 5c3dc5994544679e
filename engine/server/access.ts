import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TOKEN_COOKIE, TOKEN_PARAMETER } from '../../protocol/wire.ts';

/** Names of this machine. The port is free: over an SSH tunnel the browser sees another one than the engine. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Why a request is turned away, or null when it may come in. The Host must be this machine (a page from elsewhere whose
 * name was re-pointed to 127.0.0.1 is not), the Origin, where a browser sends one, must be the page's own, and the
 * token of this start must be there.
 * @param port the engine's own: cookies of one host are shared by all its ports, so the cookie's name holds it
 */
export function refusal(request: IncomingMessage, url: URL, token: string, port: number): string | null {
  const { host, origin } = request.headers;
  if (!host || !LOCAL_HOST.test(host))
    return 'Hourglass answers on this machine only (127.0.0.1 or localhost).';
  if (origin !== undefined && origin !== `http://${host}`) {
    return 'Hourglass answers its own page only, and this request came from another.';
  }
  const site = request.headers['sec-fetch-site'];
  // 'none' is a typed or clicked address; 'cross-site' may only be the first load, which carries the token itself.
  const given = url.searchParams.get(TOKEN_PARAMETER);
  if (site === 'cross-site' && given === null) return 'Hourglass answers its own page only.';
  if (sameToken(given ?? cookieOf(request, cookieName(port)), token)) return null;
  return 'This address needs the token of the running engine: open the address that Hourglass printed when it started.';
}

export const cookieName = (port: number): string => `${TOKEN_COOKIE}_${port}`;

/** Scripts cannot read it, other sites cannot send it, and it ends with the browser. */
export const tokenCookie = (port: number, token: string): string =>
  `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

function sameToken(given: string | null, token: string): boolean {
  if (given === null) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
