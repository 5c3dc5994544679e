/** How good a trained model is, in words: the command's summary, the page and the model's card say the same. */

import type { LossName } from './training.ts';

/** What the words are chosen by. */
export interface TrainingOutcome {
  /** Squared error per image, the sum over pixels and channels, x in 0..1: of held-out images, or of all where none are held out. */
  sse: number;
  /** Of PCA of the same size on the same images. */
  pcaSse: number;
  /** The same error on images that were trained on. */
  trainedSse: number;
  isHeldOut: boolean;
  /** Nothing that was trained came below PCA, and its linear model is what was kept. */
  isPca: boolean;
  /** Steps taken; 0: the model was fitted, not trained. */
  steps: number;
  /** Ended by its time limit or by the person. */
  isCutShort: boolean;
  /** The error still fell at the end. */
  isStillImproving: boolean;
  /** Images were changed at random each time they were seen. */
  isAugmented: boolean;
  /** D */
  latent: number;
  /** Of the loss that was asked for in place of the squared error: it decided what was kept. */
  judged?: { by: LossName; error: number; pcaError: number };
}

/** A gain over PCA smaller than this share is told as one that hardly matters. */
const SMALL_GAIN = 0.03;
/** Images trained on come out so much better than others where a model knows them by heart. */
const BY_HEART = 0.75;
/** Below this share two errors are the same. */
const SAME = 0.0005;

/** '12 % below PCA of the same size (29.0; PCA 33.0)'; of another loss too, where one was asked for: '; loss sharp 20 % below (0.08; PCA 0.1)' */
export function gainWords(outcome: TrainingOutcome): string {
  const { sse, pcaSse, isPca, steps, isHeldOut, judged } = outcome;
  const errors = `(${errorWords(sse)}; PCA ${errorWords(pcaSse)})`;
  if (steps === 0) return `linear, as PCA of the same size ${errors}`;
  if (isPca) {
    const images = isHeldOut ? 'the held-out images' : 'the images';
    return `PCA's, which was kept, as nothing that was trained came below ${judged ? `its loss (${judged.by})` : 'it'} on ${images} ${errors}`;
  }
  if (pcaSse <= 0) return `PCA of the same size loses nothing of these images ${errors}`;
  const change = sse / pcaSse - 1;
  const words =
    Math.abs(change) < SAME
      ? `as good as PCA of the same size ${errors}`
      : `${changeWords(change)} PCA of the same size ${errors}`;
  return judged ? `${words}; ${judgedWords(judged)}` : words;
}

function judgedWords({ by, error, pcaError }: NonNullable<TrainingOutcome['judged']>): string {
  const errors = `(${errorWords(error)}; PCA ${errorWords(pcaError)})`;
  const change = pcaError > 0 ? error / pcaError - 1 : 0;
  return `loss ${by} ${Math.abs(change) < SAME ? 'as that of PCA' : `${changeWords(change)} it`} ${errors}`;
}

const changeWords = (change: number) => `${percentWords(Math.abs(change))} ${change < 0 ? 'below' : 'above'}`;

/** The same while it trains, in few words: '40 % below PCA'; empty where PCA's error is not known. */
export function gainInBrief(sse: number, pcaSse: number): string {
  if (!(pcaSse > 0)) return '';
  const change = sse / pcaSse - 1;
  if (Math.abs(change) < SAME) return 'as PCA';
  return `${changeWords(change)} PCA`;
}

/** What a person should know of a small gain, and what would help; null where it is not small. */
export function gainWarning(outcome: TrainingOutcome): string | null {
  const { sse, pcaSse, isPca, steps, judged } = outcome;
  const { error, pcaError } = judged ?? { error: sse, pcaError: pcaSse };
  if (steps === 0 || (!isPca && error < (1 - SMALL_GAIN) * pcaError)) return null;
  return `${isPca ? 'The training gained nothing over PCA' : 'That is little to gain over PCA'}. ${helpWords(outcome)}`;
}

function helpWords(outcome: TrainingOutcome): string {
  const { sse, trainedSse, isHeldOut, isCutShort, isStillImproving, isAugmented, latent } = outcome;
  if (isStillImproving) {
    return isCutShort
      ? 'It was stopped while it still got better: a longer training would help.'
      : 'It still got better at its end: a higher effort or more epochs would help.';
  }
  if (isHeldOut && trainedSse < BY_HEART * sse) {
    return `It knows the images it was trained on by heart (their error is ${errorWords(trainedSse)}): more images${isAugmented ? '' : ', or augmentation such as shifts and mirror images,'} would help.`;
  }
  return `It found nothing more to learn with a z of ${latent}: a larger z would help${isAugmented ? '' : ', or more images'}.`;
}

/** Three digits: '0.412', '29.0', '1,240'. */
export const errorWords = (error: number): string =>
  error >= 999.5 ? Math.round(error).toLocaleString('en') : error.toPrecision(3);

const percentWords = (share: number) => {
  const percent = 100 * share;
  return `${percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`;
};

/** A sentence of what starts in the middle of one. */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
