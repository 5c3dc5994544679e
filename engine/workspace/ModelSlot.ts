import type { ChosenSize } from '../../protocol/imageSize.ts';
import type { ModelInfo, ModelJson } from '../../protocol/model.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { Model } from '../models/Model.ts';
import { MODEL_JSON, writeModelJson } from '../models/modelJson.ts';
import { writeErrorWords } from '../files/fileErrorWords.ts';
import { Pace } from './Pace.ts';

/** Images that are decoded at a time where many are, at most. */
const MOST_AT_A_TIME = 64;

/** The model in use for the person's hand: one decode at a time, and no session freed while it runs. */
export class ModelSlot {
  readonly #cacheFolder: string;
  #model: Model | null = null;
  #decoding: Promise<unknown> = Promise.resolve();
  #pace = new Pace(MOST_AT_A_TIME);

  constructor(cacheFolder: string) {
    this.#cacheFolder = cacheFolder;
  }

  get current(): Model | null {
    return this.#model;
  }

  get info(): ModelInfo | null {
    return this.#model?.info ?? null;
  }

  /** @throws EngineError 'no-model' */
  get required(): ModelInfo {
    return this.#require().info;
  }

  /** @throws EngineError 'no-model', 'no-encoder' */
  requireEncoder(): void {
    const { hasEncoder, name } = this.required;
    if (!hasEncoder) {
      throw new EngineError(
        'no-encoder',
        `"${name}" has no encoder, so it cannot place images. Open a model with an encoder, or train one on these images.`,
      );
    }
  }

  /**
   * Opens a model without putting it in use, one that was never opened here after a trial aside. Whoever calls disposes of it, or
   * hands it to take().
   * @param isOurs whether Hourglass has just written it, so that it needs no trial
   */
  async load(
    path: string,
    json: ModelJson | undefined,
    provider: ProviderChoice,
    size: ChosenSize | null = null,
    isOurs = false,
  ): Promise<Model> {
    const { openTried } = await import('../models/trial/openTried.ts');
    return openTried(path, {
      provider,
      cacheFolder: this.#cacheFolder,
      isOurs,
      ...(json && { json }),
      ...(size && { size }),
    });
  }

  /** Puts a model in use and frees the one before it. */
  take(model: Model | null): void {
    const old = this.#model;
    this.#model = model;
    this.#pace = new Pace(MOST_AT_A_TIME);
    if (old && old !== model) this.#decoding = this.#decoding.then(() => old.dispose()).catch(() => {});
  }

  /**
   * Writes the description in use beside the graphs, and opens the model with it. The description of another model is left
   * alone: that of a single file among others then goes beside that file. Resolves to the file's path.
   */
  async saveJson(provider: ProviderChoice): Promise<string> {
    const { path, json, bundled, canSaveJson } = this.required;
    if (bundled || !canSaveJson) {
      throw new EngineError(
        'bad-request',
        `"${path}" has a model.json of its own; edit that file to change it.`,
      );
    }
    return this.#writeJson(path, json, provider, false);
  }

  /**
   * Writes names of latent dimensions into the model's own description, and opens it again.
   * @param names [D], '' for none
   * @returns the file
   * @throws EngineError 'bad-request' for a bundled model, another number of names, or where it cannot be written
   */
  async saveNames(names: readonly string[], provider: ProviderChoice): Promise<string> {
    // Where one can be saved there is none yet: what appeared meanwhile is left alone.
    const { path, json, bundled, latentSize, name, canSaveJson } = this.required;
    if (bundled) {
      throw new EngineError(
        'bad-request',
        `"${name}" comes with Hourglass and is not changed; the names stay with the collection.`,
      );
    }
    if (names.length !== latentSize) {
      throw new EngineError(
        'bad-request',
        `Expected ${latentSize} names of dimensions, got ${names.length}.`,
      );
    }
    return this.#writeJson(
      path,
      { ...json, latent: { ...json.latent, names: [...names] } },
      provider,
      !canSaveJson,
    );
  }

  async #writeJson(
    path: string,
    json: ModelJson,
    provider: ProviderChoice,
    isChanged: boolean,
  ): Promise<string> {
    const { findGraphs } = await import('../models/findGraphs.ts');
    const { folder, jsonName = MODEL_JSON } = await findGraphs(path);
    let file: string;
    try {
      file = await writeModelJson(folder, json, jsonName, isChanged);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw new EngineError(
        'bad-request',
        `${jsonName} could not be written to "${folder}": ${writeErrorWords(error)}.`,
      );
    }
    this.take(await this.load(jsonName === MODEL_JSON ? folder : path, undefined, provider));
    return file;
  }

  /**
   * @param z [D] float32
   * @throws EngineError 'no-model', 'no-decoder', 'bad-request', 'provider-failed'
   */
  async decode(
    z: Float32Array,
  ): Promise<{ width: number; height: number; rgba: Uint8Array; decodeMs: number }> {
    const model = this.#require();
    const { latentSize, name, json } = model.info;
    if (z.length !== latentSize) {
      throw new EngineError(
        'bad-request',
        `Decoder "${name}": expected z [${latentSize}], got [${z.length}].`,
      );
    }
    const run = this.#decoding.then(async () => {
      const startedAtMs = performance.now();
      const rgba = await model.decode(z, 1);
      return { rgba, decodeMs: performance.now() - startedAtMs };
    });
    this.#decoding = run.catch(() => {});
    const { rgba, decodeMs } = await run;
    return { width: json.image.width, height: json.image.height, rgba, decodeMs };
  }

  /**
   * One image, between the hand's decodes.
   * @param pixels [H,W,C] uint8, as the model takes them
   * @returns z, [D] float32
   * @throws EngineError 'no-model', 'no-encoder', 'bad-request', 'provider-failed'; 'cancelled' when another model was opened meanwhile
   */
  async encode(pixels: Uint8Array): Promise<Float32Array> {
    const model = this.#require();
    const run = this.#decoding.then(() => {
      if (this.#model !== model) throw new EngineError('cancelled', 'Another model was opened.');
      return model.encode(pixels, 1);
    });
    this.#decoding = run.catch(() => {});
    return run;
  }

  /**
   * Many z, some at a time: between these the hand's own are decoded.
   * @param z [N,D] float32
   * @returns [N,H,W,4] uint8 RGBA
   * @throws EngineError 'no-model', 'no-decoder', 'bad-request', 'provider-failed'; 'cancelled' when another model was opened meanwhile
   */
  async decodeMany(z: Float32Array, count: number): Promise<Uint8Array> {
    const model = this.#require();
    const { latentSize, json } = model.info;
    const imageBytes = json.image.width * json.image.height * 4;
    const rgba = new Uint8Array(count * imageBytes);
    for (let from = 0; from < count;) {
      const n = Math.min(this.#pace.size, count - from);
      const first = from;
      const run = this.#decoding.then(async () => {
        // The one before it may have been freed since.
        if (this.#model !== model) throw new EngineError('cancelled', 'Another model was opened.');
        const startedAtMs = performance.now();
        const images = await model.decode(z.subarray(first * latentSize, (first + n) * latentSize), n);
        this.#pace.ran(n, performance.now() - startedAtMs);
        return images;
      });
      this.#decoding = run.catch(() => {});
      rgba.set(await run, from * imageBytes);
      from += n;
    }
    return rgba;
  }

  async close(): Promise<void> {
    this.take(null);
    await this.#decoding;
  }

  #require(): Model {
    if (!this.#model) {
      throw new EngineError('no-model', 'No model is open. Open one, or train one on your images, first.');
    }
    return this.#model;
  }
}
