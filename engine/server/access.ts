import type { IncomingMessage } from 'node:http';
import { isSame, TOKEN_PARAMETER, type StartSecret } from './StartSecret.ts';

/** Names of this machine. The port is free: over an SSH tunnel the browser sees another one than the engine. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;
export const COOKIE = 'hourglass';

const NO_TOKEN =
  'This address needs a token of the running engine: open the address that Hourglass printed when it started.';
const USED_TOKEN =
  'This address has opened a browser already, and each opens one only. Press Enter in the terminal in which Hourglass ' +
  'runs: it prints a new one. To come back to a page that is open, reload that page.';

export type Admission =
  | { kind: 'refused'; words: string }
  /** With a one-time token, which is used up now: goes on to the secret path with the cookie. */
  | { kind: 'arriving' }
  /** `url` as seen from inside: `/api/…`, without the secret path, which no message needs to name. */
  | { kind: 'inside'; url: URL };

/**
 * Who may come in. The Host must be this machine (a page from elsewhere whose name was re-pointed to 127.0.0.1 is not) and
 * the Origin, where a browser sends one, the page's own. Then a one-time token lets in whoever brings it first; everything
 * else needs both the secret path and its cookie. A cookie alone would be sent to every port of this machine, a path alone
 * is in the history of the browser. docs/decisions/session-address.md.
 */
export class Access {
  readonly #secret: StartSecret;
  readonly #used: Set<string>;
  readonly #onUsed: (token: string) => void;

  /**
   * @param used tokens that let somebody in before this engine was started again
   * @param onUsed called before anybody is let in
   */
  constructor(secret: StartSecret, used: readonly string[], onUsed: (token: string) => void) {
    this.#secret = secret;
    this.#used = new Set(used);
    this.#onUsed = onUsed;
  }

  admit(request: IncomingMessage, url: URL): Admission {
    const { host, origin } = request.headers;
    if (!host || !LOCAL_HOST.test(host)) {
      return refused('Hourglass answers on this machine only (127.0.0.1 or localhost).');
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      return refused('Hourglass answers its own page only, and this request came from another.');
    }
    const token = url.pathname === '/' ? url.searchParams.get(TOKEN_PARAMETER) : null;
    if (token !== null) return this.#take(token, request.method);
    if (isFromElsewhere(request)) return refused('Hourglass answers its own page only.');
    const { path, cookie } = this.#secret;
    const isInside =
      isSame(url.pathname.slice(0, path.length), path) &&
      cookiesOf(request).some((value) => isSame(value, cookie));
    if (!isInside) return refused(NO_TOKEN);
    const inside = new URL(url);
    inside.pathname = url.pathname.slice(path.length - 1);
    return { kind: 'inside', url: inside };
  }

  /** Scripts cannot read it, other sites cannot send it, other ports are not sent it, and it ends with the browser. */
  get cookie(): string {
    return `${COOKIE}=${this.#secret.cookie}; HttpOnly; SameSite=Strict; Path=${this.#secret.path}`;
  }

  #take(token: string, method: string | undefined): Admission {
    if (!this.#secret.isToken(token) || method !== 'GET') return refused(NO_TOKEN);
    if (this.#used.has(token)) return refused(USED_TOKEN);
    this.#used.add(token);
    this.#onUsed(token);
    return { kind: 'arriving' };
  }
}

const refused = (words: string): Admission => ({ kind: 'refused', words });

/** Another page's doing; 'none' is a typed or clicked address, and what is no browser sends nothing. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** All of that name: another server on this machine can set one for `/` beside ours. */
function cookiesOf({ headers }: IncomingMessage): string[] {
  const pairs = (headers.cookie ?? '').split(';').map((part) => part.trim().split('=', 2));
  return pairs.flatMap(([key, value]) => (key === COOKIE && value !== undefined ? [value] : []));
}
