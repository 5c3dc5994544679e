import { MediaQuery } from 'svelte/reactivity';
import type { Theme } from '../../protocol/preferences.ts';

/** How the person has set up the system they sit at, followed while it changes. */
export class SystemLook {
  readonly #light = query('prefers-color-scheme: light');
  readonly #contrast = query('prefers-contrast: more');
  readonly #forced = query('forced-colors: active');

  get theme(): Theme {
    return this.#light?.current ? 'light' : 'dark';
  }

  get isHighContrast(): boolean {
    return this.#contrast?.current === true || this.#forced?.current === true;
  }
}

/** null where there is no window: in tests. */
const query = (text: string) => (typeof matchMedia === 'function' ? new MediaQuery(text) : null);
