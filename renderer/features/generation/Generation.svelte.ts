import { fetchPictures } from '../../connection/fetchPictures.ts';
import { mostSamples } from '../../../protocol/generation.ts';
import { countOfRanges } from '../../../protocol/rowRanges.ts';
import { SampleSheet } from './SampleSheet.svelte.ts';
import { sourcesFor, type SourceChoice, type SourceEntry } from './sources.ts';
import type { SampleQuestion } from '../../../protocol/generation.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** What a person draws samples with, and what was drawn: stays while the tab is not shown. */
export class Generation {
  readonly sheet: SampleSheet;
  choice = $state<SourceChoice>('prior');
  count = $state(32);
  seed = $state(1);
  /** By what is drawn from; that of the source where nobody chose one. */
  #temperatures = $state<Partial<Record<SourceChoice, number>>>({});
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.sheet = new SampleSheet({
      draw: (question) => page.workspace.connection.call('drawSamples', question),
      fetch: fetchPictures,
    });
  }

  readonly sources = $derived.by((): SourceEntry[] => {
    const { workspace, rows, document, points } = this.#page;
    return sourcesFor({
      latentSize: workspace.model?.latentSize ?? 0,
      modelName: workspace.model?.name ?? 'The model',
      isSampled: workspace.collection?.state === 'sampled',
      count: rows.loadedCount,
      selectedCount: countOfRanges(document.selection.rows),
      hasSelected: points.selected !== null,
    });
  });

  readonly source = $derived(this.sources.find(({ value }) => value === this.choice)!);

  get temperature(): number {
    return this.#temperatures[this.choice] ?? this.source.temperature;
  }

  set temperature(value: number) {
    this.#temperatures[this.choice] = value;
  }

  async draw(): Promise<void> {
    const { workspace, notices } = this.#page;
    const { collection } = workspace;
    const { whyNot, title } = this.source;
    if (!collection) return;
    if (whyNot !== null) return notices.say(whyNot);
    try {
      const question = await this.#question();
      await this.sheet.draw(collection.id, question, `${title}, seed ${question.seed}`);
    } catch (error) {
      notices.notify(error);
    }
  }

  /** The same with the next seed. */
  again(): Promise<void> {
    if (this.sheet.shown) this.seed += 1;
    return this.draw();
  }

  async #question(): Promise<SampleQuestion> {
    const { document, points } = this.#page;
    const { source, ofSelected } = this.source;
    const { selected } = points;
    const most = mostSamples(this.#page.workspace.model?.latentSize ?? 1);
    const around = source === 'around' && selected ? await this.#page.latentOf(selected) : null;
    return {
      ...{ source, rows: ofSelected ? document.selection.rows : null, around: around && [...around] },
      ...{ count: Math.min(this.count, most), temperature: this.temperature, seed: this.seed },
    };
  }
}

const known = new WeakMap<Page, Generation>();

export function generationOf(page: Page): Generation {
  const found = known.get(page) ?? new Generation(page);
  known.set(page, found);
  return found;
}
