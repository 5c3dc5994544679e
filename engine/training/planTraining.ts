import {
  KIND_NAMES,
  PRESETS,
  type MeasuredEfficiency,
  type TrainingOptions,
  type TrainingPlan,
} from '../../protocol/training.ts';
import { counted, durationWords } from '../../protocol/words.ts';
import type { ImageExamination } from './data/examineImages.ts';
import { decideTraining } from './decideTraining.ts';
import { estimateSeconds, type SpeedFacts } from './estimateSeconds.ts';
import { askedFurther } from './from/askedFurther.ts';
import type { StartModel } from './from/readStartModel.ts';
import { chooseTraining, type ChosenTraining } from './proposals/chooseTraining.ts';
import { checkOptions } from './resolveOptions.ts';

/** What a plan knows of the images, whatever the options. */
export interface ExaminedImages {
  imageCount: number;
  unreadableCount: number;
  examination: ImageExamination;
  /** Multiplications per second of a large matrix product here. */
  machineSpeed: number;
}

/**
 * What a training with these options would be, of images that were looked at; trains nothing.
 * @param measured how fast trainings on this machine were, the newest last
 * @param start the model that is trained further
 * @throws EngineError 'bad-request' for options out of range
 */
export function planTraining(
  options: TrainingOptions,
  { imageCount, unreadableCount, examination, machineSpeed: speed }: ExaminedImages,
  measured: readonly MeasuredEfficiency[] = [],
  start: StartModel | null = null,
): TrainingPlan {
  const asked = askedFurther(checkOptions(options), start);
  const chosen = chooseTraining(asked, examination, imageCount, start);
  const facts = { machineSpeed: speed, measured, secondsPerImage: examination.secondsPerImage };
  const limit = chosen.options.seconds ?? Infinity;
  return {
    ...forecastTraining(chosen, imageCount, unreadableCount, facts),
    efforts: PRESETS.map((preset) => {
      const decision = decideTraining({ ...chosen.options, preset }, examination, imageCount, start);
      return { preset, estimatedSeconds: Math.min(limit, estimateSeconds(decision, imageCount, facts)) };
    }),
  };
}

export type TrainingForecast = Omit<TrainingPlan, 'efforts'>;

/** What was chosen for a training in the words of the protocol. */
export function forecastTraining(
  { options, decision, choices }: ChosenTraining,
  imageCount: number,
  unreadableCount: number,
  facts: SpeedFacts,
): TrainingForecast {
  const { size, channels, architecture, cost, epochs, batchSize, warnings } = decision;
  const seconds = estimateSeconds(decision, imageCount, facts);
  return {
    choices,
    imageCount,
    unreadableCount,
    size,
    channels,
    architecture,
    parameterCount: cost.parameters,
    epochs,
    batchSize,
    estimatedSeconds: Math.min(seconds, options.seconds ?? Infinity),
    warnings,
  };
}

/** What a person should know of a plan once it is carried out: what was decided and why, then the warnings. */
export function planNotes(plan: TrainingForecast): string[] {
  const { imageCount, unreadableCount, size, channels, architecture, epochs, warnings } = plan;
  const parameters = `${(plan.parameterCount / 1e6).toFixed(1)} million parameters`;
  const networkWords =
    architecture === 'linear'
      ? `a linear model of ${parameters}`
      : `${architecture} network of ${parameters}; up to ${epochs} epochs`;
  return [
    `${counted(imageCount, 'image')} at ${size}×${size}, ${channels === 3 ? 'colour' : 'grey'}; ${networkWords}, about ${durationWords(plan.estimatedSeconds)}.`,
    ...proposalNotes(plan),
    ...warnings,
    ...(unreadableCount > 0 ? [`${counted(unreadableCount, 'file')} could not be read.`] : []),
  ];
}

/** What nobody chose, with the reasons; the background only where it shows. */
function proposalNotes({ choices }: TrainingForecast): string[] {
  const { latent, kind, preset, background } = choices;
  const proposed = [
    { what: `z of ${latent.value}`, reason: latent.reason },
    { what: `Kind ${KIND_NAMES[kind.value]}`, reason: kind.reason },
    { what: `Effort ${preset.value}`, reason: preset.reason },
    ...(background.value === '#000000' ? [] : [{ what: `Background ${background.value}`, ...background }]),
  ];
  return proposed.flatMap(({ what, reason }) => (reason === null ? [] : [`${what}: ${reason}`]));
}
