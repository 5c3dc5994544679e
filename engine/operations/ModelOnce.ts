import type { Model } from '../models/Model.ts';
import { openInputModel, type ModelInput } from './openInput.ts';

/** The model that an operation's input names, opened when it is first needed, if it is. */
export class ModelOnce {
  readonly #input: ModelInput;
  #opening: Promise<Model> | null = null;

  constructor(input: ModelInput) {
    this.#input = input;
  }

  open(): Promise<Model> {
    return (this.#opening ??= openInputModel(this.#input));
  }

  /** Whoever opened it was told of a failure. Can be called twice. */
  async dispose(): Promise<void> {
    const model = await this.#opening?.catch(() => null);
    await model?.dispose();
  }
}
