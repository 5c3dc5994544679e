import type { DialogView } from '../features/Feature.ts';

/** What is open over the scene: one dialog at most. */
export class Dialogs {
  #shown = $state.raw<DialogView | null>(null);

  get shown(): DialogView | null {
    return this.#shown;
  }

  /** Shows a dialog in place of what was shown. */
  show(dialog: DialogView): void {
    this.#shown = dialog;
  }

  close(): void {
    this.#shown = null;
  }
}
