import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import type { DrawnSample, DrawnSamples, SampleQuestion } from '../../../protocol/generation.ts';
import type { fetchPictures } from '../../connection/fetchPictures.ts';

/** A sample with its image, once that has come. */
export interface Sample extends DrawnSample {
  readonly image: { rgba: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } | null;
}

/** What is shown, with what it was asked for. */
export interface ShownSamples extends Omit<DrawnSamples, 'samples'> {
  readonly question: SampleQuestion;
  /** What it was drawn from, in words. */
  readonly title: string;
}

export interface SheetCalls {
  draw(question: SampleQuestion): Promise<DrawnSamples>;
  fetch: typeof fetchPictures;
}

/** Images decoded by one request: few enough that the first are there at once. */
const BATCH = 16;
const SIDE = 128;

/** Asks for samples, the newest wins; their images come in batches and are shown as they come. */
export class SampleSheet {
  samples = $state.raw<readonly Sample[]>([]);
  shown = $state.raw<ShownSamples | null>(null);
  isAsking = $state(false);
  /** Why the newest did not come; '' where it did. */
  failure = $state('');
  /** Numbers of the samples that are marked. */
  marked = $state.raw<readonly number[]>([]);
  /** Ids of the decoded points that samples were kept as, by number. */
  kept = $state.raw<Readonly<Record<number, string>>>({});
  readonly #calls: SheetCalls;
  #asked: AbortController | null = null;

  constructor(calls: SheetCalls) {
    this.#calls = calls;
  }

  async draw(collectionId: string, question: SampleQuestion, title: string): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.isAsking = true;
    this.failure = '';
    try {
      const { samples, ...rest } = await this.#calls.draw(question);
      if (this.#asked !== asked) return;
      this.samples = samples.map((sample) => ({ ...sample, image: null }));
      this.shown = { ...rest, question, title };
      this.marked = [];
      this.kept = {};
      for (let from = 0; from < samples.length; from += BATCH) {
        await this.#decode(collectionId, from, Math.min(samples.length, from + BATCH), asked);
        if (this.#asked !== asked) return;
      }
    } catch (error) {
      if (this.#asked !== asked || error instanceof CollectionGone) return;
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#asked === asked) this.isAsking = false;
    }
  }

  toggleMark(number: number): void {
    const without = this.marked.filter((each) => each !== number);
    this.marked = without.length < this.marked.length ? without : [...this.marked, number];
  }

  /** @param ids of the points that samples have become, by number */
  keptAs(ids: Readonly<Record<number, string>>): void {
    this.kept = { ...this.kept, ...ids };
    this.marked = this.marked.filter((number) => !(number in ids));
  }

  /** Another latent space: what was drawn means nothing in it. */
  clear(): void {
    this.#asked?.abort();
    this.#asked = null;
    this.isAsking = false;
    this.samples = [];
    this.shown = null;
    this.failure = '';
    this.marked = [];
    this.kept = {};
  }

  async #decode(id: string, from: number, to: number, asked: AbortController): Promise<void> {
    const batch = this.samples.slice(from, to);
    const z = Float32Array.from(batch.flatMap((sample) => sample.z));
    const latentSize = z.length / batch.length;
    const { rgba, width, height } = await this.#calls.fetch(id, z, latentSize, SIDE, asked.signal);
    if (this.#asked !== asked) return;
    const bytes = width * height * 4;
    this.samples = this.samples.map((sample, number) => {
      if (number < from || number >= to) return sample;
      const at = (number - from) * bytes;
      return { ...sample, image: { rgba: rgba.slice(at, at + bytes), width, height } };
    });
  }
}
