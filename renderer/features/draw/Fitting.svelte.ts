import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { ShownEncodedImage } from '../../../protocol/codecs/drawingFrame.ts';
import type { fetchFit, Picture } from '../../connection/fetchDrawing.ts';

/** A fit of z to an image, as far as it has come. */
export interface RunningFit {
  /** What it is of, in words: 'the drawing', '7.png'. */
  readonly name: string;
  readonly step: number;
  readonly mostSteps: number;
  /** Mean squared error at the start and after each step, falling. */
  readonly errors: readonly number[];
  /** Null before the first answer. */
  readonly image: ShownEncodedImage | null;
  readonly isRunning: boolean;
}

export interface FitQuestion {
  collectionId: string;
  name: string;
  asked: Picture | { row: number };
  /** Called with what was found; not where it was cancelled or failed. @param start z where it began */
  onFound(image: ShownEncodedImage, start: Float32Array): void;
}

/** One fit at a time, told step by step. Cancelled it leaves everything as it was. */
export class Fitting {
  shown = $state.raw<RunningFit | null>(null);
  failure = $state('');
  readonly #fetch: typeof fetchFit;
  #running: AbortController | null = null;

  constructor(fetch: typeof fetchFit) {
    this.#fetch = fetch;
  }

  async start({ collectionId, name, asked, onFound }: FitQuestion): Promise<void> {
    this.cancel();
    const running = new AbortController();
    this.#running = running;
    this.failure = '';
    this.shown = { name, step: 0, mostSteps: 0, errors: [], image: null, isRunning: true };
    let start: Float32Array | null = null;
    let errors: readonly number[] = [];
    try {
      for await (const { step, mostSteps, fit } of this.#fetch(collectionId, asked, running.signal)) {
        if (this.#running !== running) return;
        start ??= fit.z;
        errors = [...errors, fit.quality.mse];
        this.shown = { name, step, mostSteps, errors, image: fit, isRunning: true };
      }
      if (this.#running !== running) return;
      const { image } = this.shown;
      this.shown = { ...this.shown, isRunning: false };
      if (image && start) onFound(image, start);
    } catch (error) {
      if (this.#running !== running) return;
      this.shown = null;
      if (!(error instanceof CollectionGone)) this.failure = EngineError.toData(error).message;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Ends it, or takes what it came to off the panel. */
  cancel(): void {
    const running = this.#running;
    this.#running = null;
    this.shown = null;
    this.failure = '';
    running?.abort();
  }
}
