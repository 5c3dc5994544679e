import type { Choice, PresetName, TrainingChoices, TrainingKind } from '../../../protocol/training.ts';
import { sizeWords, type ImageSize } from '../../../protocol/imageSize.ts';
import type { ImageExamination } from '../data/examineImages.ts';
import { decideTraining, trainingCost, type TrainingDecision } from '../decideTraining.ts';
import type { StartModel } from '../from/readStartModel.ts';
import { resolveOptions, type AskedOptions, type ResolvedOptions } from '../resolveOptions.ts';
import type { Transparency } from './chooseGround.ts';
import { proposeLatent } from './proposeLatent.ts';

export interface ChosenTraining {
  options: ResolvedOptions;
  decision: TrainingDecision;
  choices: TrainingChoices;
}

/** Whatever the images: of 4,500 handwritten digits (z of 16) an autoencoder came to a held-out squared error of 10.23, a VAE to 10.43. */
const PROPOSED_KIND: Choice<TrainingKind> = {
  value: 'ae',
  reason:
    'It comes closest to the images. A VAE comes nearly as close, with 2 % more error on handwritten digits, and new images can be drawn from it.',
};

const KIND_OF_INSTANT: Choice<TrainingKind> = {
  value: 'ae',
  reason: 'An instant model is a linear autoencoder.',
};

/** A training of so many multiplications takes some two minutes on two cores, and is begun without being asked for. */
const MULTIPLICATIONS_AT_EASE = 1.2e13;

/**
 * What a training will be: what was asked for, and the rest from the images, with reasons. It follows from what is given
 * alone, not from how fast the machine is, so that a training goes on as what it was begun as.
 * @param imageCount images that can be read, as far as known
 * @param start the model that is trained further
 */
export function chooseTraining(
  asked: AskedOptions,
  examination: ImageExamination,
  imageCount: number,
  start: StartModel | null = null,
): ChosenTraining {
  const latent = chosenOr(asked.latent, () => proposeLatent(examination, imageCount));
  const kind = chosenOr<TrainingKind>(asked.kind, () =>
    asked.preset === 'instant' ? KIND_OF_INSTANT : PROPOSED_KIND,
  );
  const background = chosenOr(asked.background, () => proposeBackground(examination.transparency));
  const withPreset = (preset: PresetName) =>
    resolveOptions(asked, {
      latent: latent.value,
      kind: kind.value,
      background: background.value,
      preset,
    });
  const preset = chosenOr<PresetName>(asked.preset, () => {
    const decision = decideTraining(withPreset('balanced'), examination, imageCount, start);
    const isAtEase = trainingCost(decision) <= MULTIPLICATIONS_AT_EASE;
    return isAtEase
      ? {
          value: 'balanced',
          reason: 'These images are small or few enough for it to take no more than some minutes.',
        }
      : {
          value: 'quick',
          reason: 'A first model soon; the others take several times as long and come closer.',
        };
  });
  const options = withPreset(preset.value);
  const decision = decideTraining(options, examination, imageCount, start);
  const { size, channels } = decision;
  return {
    options,
    decision,
    choices: {
      latent,
      kind,
      preset,
      background,
      size: { value: size, reason: asked.size === undefined ? sizeReason(size, examination.sizes) : null },
      channels: {
        value: channels,
        reason: asked.channels === undefined ? channelsReason(examination.colour) : null,
      },
    },
  };
}

const chosenOr = <T>(asked: T | undefined, propose: () => Choice<T>): Choice<T> =>
  asked === undefined ? propose() : { value: asked, reason: null };

const channelsReason = (colour: boolean) =>
  colour ? 'There are coloured images among them.' : 'None of the images looked at has a colour.';

function sizeReason(size: number, sizes: readonly ImageSize[]): string {
  const [first] = sizes;
  if (!first) return 'None of the images could be looked at.';
  const areAlike = sizes.every(({ width, height }) => width === first.width && height === first.height);
  if (areAlike && first.width === size && first.height === size) return 'Their own size.';
  if (areAlike) return `The images are ${sizeWords(first)}; this effort affords ${size} pixels.`;
  return `The images are of several sizes; most have room for ${size} pixels, and this effort affords them.`;
}

const GROUND_WORDS = { '#ffffff': 'white', '#000000': 'black', '#808080': 'grey' } as const;

function proposeBackground(transparency: Transparency | null): Choice<string> {
  if (!transparency) return { value: '#000000', reason: 'None of the images looked at is transparent.' };
  const { ground, share } = transparency;
  const how =
    share > 0.995 ? 'The images are' : `${Math.max(1, Math.round(100 * share))} % of the images are`;
  return {
    value: ground,
    reason: `${how} transparent, and what they show stands out best on ${GROUND_WORDS[ground]}.`,
  };
}
