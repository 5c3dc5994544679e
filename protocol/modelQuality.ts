/** The quality section of a model.json: what a training measured of the model it wrote, and how a card says it. */
import * as v from 'valibot';
import { LOSSES } from './training.ts';
import { errorWords, gainWords, type TrainingOutcome } from './trainingWords.ts';

/** The one picture of a card, in the model's folder. */
export const CARD_FILE = 'card.webp';

const atLeastZero = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const outcome = v.strictObject({
  sse: atLeastZero,
  pcaSse: atLeastZero,
  trainedSse: atLeastZero,
  isHeldOut: v.boolean(),
  isPca: v.boolean(),
  steps: count,
  isCutShort: v.boolean(),
  isStillImproving: v.boolean(),
  isAugmented: v.boolean(),
  latent: count,
  judged: v.exactOptional(
    v.strictObject({ by: v.picklist(LOSSES), error: atLeastZero, pcaError: atLeastZero }),
  ),
}) satisfies v.GenericSchema<TrainingOutcome>;

/** What each row of the card shows, from above. */
export const CARD_ROWS = ['images', 'reconstructions', 'midpoints', 'samples'] as const;
export type CardRow = (typeof CARD_ROWS)[number];

export const modelQualitySchema = v.strictObject({
  outcome: v.pipe(v.strictObject(outcome.entries), v.description('Errors, and what words are chosen by')),
  images: v.pipe(count, v.description('Images that were measured')),
  mse: v.pipe(atLeastZero, v.description('Mean over pixels and channels of (x - x_hat)^2, x in 0..1')),
  psnr: v.pipe(v.number(), v.description('Of the mse, in dB')),
  ssim: v.pipe(v.number(), v.description('Mean over up to 500 of the images')),
  gradientError: v.optional(
    v.pipe(
      atLeastZero,
      v.description(
        'Mean |(x[i+1] - x[i]) - (x_hat[i+1] - x_hat[i])| over neighbours to the right and down, of the same images: how much edges differ',
      ),
    ),
  ),
  midpoints: v.optional(
    v.pipe(
      v.strictObject({ pairs: count, sse: atLeastZero, relative: atLeastZero }),
      v.description(
        'Squared error per image of decode, encode, decode at midpoints between the z of pairs of images, and as a share of that of images',
      ),
    ),
  ),
  prior: v.optional(
    v.pipe(
      v.strictObject({ samples: count, components: count, distance: atLeastZero, floor: atLeastZero }),
      v.description(
        "Squared Frechet distance in the space of PCA's components: of decoded draws of the prior from the images, and of training images from them",
      ),
    ),
  ),
  card: v.optional(
    v.strictObject({
      rows: v.pipe(v.array(v.picklist(CARD_ROWS)), v.minLength(1), v.maxLength(CARD_ROWS.length)),
      columns: v.pipe(count, v.minValue(1)),
    }),
  ),
});
export type ModelQuality = v.InferOutput<typeof modelQualitySchema>;

/** A line of a card: what was measured, the figures, and what they mean. */
export interface QualityLine {
  name: string;
  value: string;
  words: string;
}

export function qualityLines(quality: ModelQuality): QualityLine[] {
  const { outcome: of, images, psnr, ssim, gradientError, midpoints, prior } = quality;
  const which = of.isHeldOut ? 'held-out images' : 'images it was trained on, none being held out';
  return [
    {
      name: 'error',
      value: gainWords(of),
      words: `Squared error per image, the sum over pixels and channels, of ${images.toLocaleString('en')} ${which}; PCA keeps as many numbers of each.`,
    },
    {
      name: 'reconstruction',
      value: `PSNR ${psnr.toFixed(1)} dB, SSIM ${ssim.toFixed(3)}, MSE ${quality.mse.toPrecision(3)}${gradientError === undefined ? '' : `, gradient error ${gradientError.toPrecision(3)}`}`,
      words: `How like the ${which} come out. SSIM of 1 is the same; the gradient error is how much edges differ.`,
    },
    ...(midpoints ? [midpointsLine(midpoints)] : []),
    ...(prior ? [priorLine(prior)] : []),
  ];
}

const shareWords = (share: number) => (share < 0.01 ? 'under 1 %' : `${Math.round(100 * share)} %`);

function midpointsLine({ pairs, sse, relative }: NonNullable<ModelQuality['midpoints']>): QualityLine {
  const verdict =
    relative <= 0.5
      ? 'sound'
      : relative <= 1.5
        ? 'about as sound as at the images'
        : 'not sound: it has holes';
  return {
    name: 'between images',
    value: `${verdict} (${errorWords(sse)}, ${shareWords(relative)} of the error of images)`,
    words: `What is drawn halfway between two images, encoded and drawn again, comes back with this error: mean of ${pairs.toLocaleString('en')} pairs. Near 0 the encoder knows what the decoder draws there.`,
  };
}

function priorLine({
  samples,
  components,
  distance,
  floor,
}: NonNullable<ModelQuality['prior']>): QualityLine {
  return {
    name: 'draws of the prior',
    value: `distance ${errorWords(distance)} from the images, at best ${errorWords(floor)}`,
    words: `Fréchet distance, as FID has it, between ${samples.toLocaleString('en')} drawn images and as many real ones, in the space of their first ${components} principal components; real ones from others have the second figure.`,
  };
}
