import type { DialogView } from '../features/Feature.ts';

/** A dialog that was shown once; the same one shown again is another. */
export interface Showing {
  readonly dialog: DialogView;
}

/** What is open over the scene: one dialog at most. */
export class Dialogs {
  #showing = $state.raw<Showing | null>(null);

  get showing(): Showing | null {
    return this.#showing;
  }

  get shown(): DialogView | null {
    return this.#showing?.dialog ?? null;
  }

  /** Shows a dialog in place of what was shown. */
  show(dialog: DialogView): void {
    this.#showing = { dialog };
  }

  close(): void {
    this.#showing = null;
  }

  /**
   * Closes what was shown then, if it is what is shown now: the browser tells of a closed dialog with the next frame, when
   * another may be there already, or the same again.
   */
  end(showing: Showing): void {
    if (this.#showing === showing) this.close();
  }
}
