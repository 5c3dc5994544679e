import {
  MOST_GAUSSIAN_LATENT,
  MOST_MIXTURE_LATENT,
  type SampleSource,
} from '../../../protocol/generation.ts';

/** What samples are drawn from, as a person chooses it: 'gaussian-selected' is fitted to the selected images. */
export type SourceChoice =
  'prior' | 'gaussian' | 'mixture' | 'gaussian-selected' | 'mixture-selected' | 'around';

export interface SourceSituation {
  latentSize: number;
  modelName: string;
  /** The points are draws from the prior: the model has no encoder. */
  isSampled: boolean;
  /** Images of the collection, or draws. */
  count: number;
  selectedCount: number;
  /** A decoded point or an image is selected. */
  hasSelected: boolean;
}

export interface SourceEntry {
  value: SourceChoice;
  title: string;
  words: string;
  source: SampleSource;
  /** Fitted to what is selected. */
  ofSelected: boolean;
  /** What a temperature of a first draw is. */
  temperature: number;
  /** Why it cannot be chosen, in words; null where it can. */
  whyNot: string | null;
}

/** All that samples can be drawn from, each with why it cannot be where it cannot. */
export function sourcesFor(situation: SourceSituation): SourceEntry[] {
  const { isSampled, selectedCount } = situation;
  const things = isSampled ? 'draws' : 'images';
  return [
    {
      ...{ value: 'prior', source: 'prior', ofSelected: false, temperature: 1, whyNot: null },
      title: 'the prior',
      words: 'z as the model was made to have it: normal, or even over −1..1',
    },
    {
      ...{ value: 'gaussian', source: 'gaussian', ofSelected: false, temperature: 1 },
      title: 'a Gaussian of all images',
      words: 'One normal distribution fitted to z of all images',
      whyNot: notFitted(situation) ?? tooLarge(situation, 'gaussian'),
    },
    {
      ...{ value: 'mixture', source: 'mixture', ofSelected: false, temperature: 1 },
      title: 'a mixture of all images',
      words: 'Up to 8 normal distributions fitted to z of all images, as many as the BIC prefers',
      whyNot: notFitted(situation) ?? tooLarge(situation, 'mixture'),
    },
    {
      ...{ value: 'gaussian-selected', source: 'gaussian', ofSelected: true, temperature: 1 },
      title: `a Gaussian of the selected ${things}`,
      words: `One normal distribution fitted to z of the selected ${things}: more like these`,
      whyNot: tooFew(selectedCount, things) ?? tooLarge(situation, 'gaussian'),
    },
    {
      ...{ value: 'mixture-selected', source: 'mixture', ofSelected: true, temperature: 1 },
      title: `a mixture of the selected ${things}`,
      words: `Up to 8 normal distributions fitted to z of the selected ${things}`,
      whyNot: tooFew(selectedCount, things) ?? tooLarge(situation, 'mixture'),
    },
    {
      ...{ value: 'around', source: 'around', ofSelected: false, temperature: 0.3 },
      title: 'around the selected point',
      words: 'Normal around the selected point, with the deviations of the data times the temperature',
      whyNot: situation.hasSelected
        ? null
        : 'Nothing is selected: click an image or a point to draw around it.',
    },
  ];
}

function notFitted({ isSampled, modelName, count }: SourceSituation): string | null {
  if (isSampled) {
    return `"${modelName}" has no encoder, so there are no images to fit a distribution to: the points are draws from the prior. Select some of them to draw more like these.`;
  }
  return count > 0
    ? null
    : 'There are no images yet to fit a distribution to. Open a folder of images first.';
}

function tooFew(selectedCount: number, things: string): string | null {
  if (selectedCount >= 2) return null;
  return `${selectedCount === 0 ? 'No' : 'One'} ${selectedCount === 0 ? things : things.slice(0, -1)} ${
    selectedCount === 0 ? 'are' : 'is'
  } selected: select two or more, with Shift or a lasso.`;
}

function tooLarge({ latentSize }: SourceSituation, fit: 'gaussian' | 'mixture'): string | null {
  const most = fit === 'mixture' ? MOST_MIXTURE_LATENT : MOST_GAUSSIAN_LATENT;
  return latentSize <= most
    ? null
    : `A ${fit} is fitted to z of at most ${most} values, and this model's z has ${latentSize}.`;
}
