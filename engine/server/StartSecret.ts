import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Query parameter of the first address, which carries a one-time token. */
export const TOKEN_PARAMETER = 'token';

/**
 * What one start of Hourglass knows and nobody else does. Whatever lets anybody in is derived from it (HMAC-SHA-256, each
 * for its own purpose): an engine that is started again lets in who was in, and whoever holds the secret makes an address
 * without asking the engine.
 */
export class StartSecret {
  /** At least 20 letters of base64url. */
  readonly text: string;
  /** The page and all data lie below it: `/…/`. Browsers send the cookie nowhere else. */
  readonly path: string;
  /** The cookie's value. */
  readonly cookie: string;

  /** @param text of the start that this one goes on; a new secret when absent or no secret */
  constructor(text = '') {
    this.text = /^[\w-]{20,}$/.test(text) ? text : randomBytes(24).toString('base64url');
    this.path = `/${this.#derive('path')}/`;
    this.cookie = this.#derive('cookie');
  }

  /** An address that opens one browser. */
  newUrl(port: number): string {
    return `http://127.0.0.1:${port}/?${TOKEN_PARAMETER}=${this.newToken()}`;
  }

  newToken(): string {
    const nonce = randomBytes(12).toString('base64url');
    return `${nonce}.${this.#derive(`token ${nonce}`)}`;
  }

  /** Whether this start made it; whether it is used up, the engine knows. */
  isToken(token: string): boolean {
    const [nonce = '', proof = ''] = token.split('.', 2);
    return isSame(token, `${nonce}.${proof}`) && isSame(proof, this.#derive(`token ${nonce}`));
  }

  #derive(purpose: string): string {
    return createHmac('sha256', this.text).update(purpose).digest('base64url');
  }
}

/** Takes as long for a text that is nearly right as for one that is all wrong. */
export function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
