const AXIS_KEYS = ['KeyX', 'KeyY', 'KeyZ'] as const;

/** Which of X, Y and Z is held down. */
export class HeldAxis {
  readonly #listening = new AbortController();
  readonly #isMeant: () => boolean;
  readonly #changed: (stampMs: number) => void;
  #axis: 0 | 1 | 2 | null = null;

  /**
   * @param isMeant whether these keys are for the drag just now: then nobody else gets them
   * @param changed told then of each change
   */
  constructor(isMeant: () => boolean, changed: (stampMs: number) => void) {
    this.#isMeant = isMeant;
    this.#changed = changed;
    const { signal } = this.#listening;
    window.addEventListener('keydown', (event) => this.#keyDown(event), { signal, capture: true });
    window.addEventListener('keyup', (event) => this.#keyUp(event), { signal, capture: true });
    window.addEventListener('blur', () => this.#set(null, performance.now()), { signal });
  }

  get axis(): 0 | 1 | 2 | null {
    return this.#axis;
  }

  dispose(): void {
    this.#listening.abort();
  }

  #keyDown(event: KeyboardEvent): void {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const axis = axisOfKey(event);
    if (axis === null) return;
    if (this.#isMeant()) swallow(event);
    this.#set(axis, event.timeStamp);
  }

  #keyUp(event: KeyboardEvent): void {
    if (this.#axis === null || axisOfKey(event) !== this.#axis) return;
    if (this.#isMeant()) swallow(event);
    this.#set(null, event.timeStamp);
  }

  #set(axis: 0 | 1 | 2 | null, stampMs: number): void {
    if (axis === this.#axis) return;
    this.#axis = axis;
    if (this.#isMeant()) this.#changed(stampMs);
  }
}

/** By the letter where the keyboard has it, so that Y and Z are what is printed on them. */
function axisOfKey(event: KeyboardEvent): 0 | 1 | 2 | null {
  const byLetter = ['x', 'y', 'z'].indexOf(event.key.toLowerCase());
  const found =
    byLetter >= 0
      ? byLetter
      : event.key.length === 1
        ? -1
        : AXIS_KEYS.findIndex((code) => code === event.code);
  return found === 0 || found === 1 || found === 2 ? found : null;
}

/** Whether a key goes into a text field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Nobody else gets this key. */
export function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
