import type { ProviderName } from '../../protocol/provider.ts';
import type { TrainingOptions } from '../../protocol/training.ts';
import type { FoundImages } from '../images/findImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { gentleAugmentation } from './data/gentleAugmentation.ts';
import { datasetFingerprint, type Dataset } from './data/loadDataset.ts';
import type { DataSplit } from './data/splitHeldOut.ts';
import { planSteps, type StepPlan, type TrainingDecision } from './decideTraining.ts';
import { askedFurther } from './from/askedFurther.ts';
import { hasLayers } from './from/hasLayers.ts';
import { startOf, type StartModel } from './from/readStartModel.ts';
import { splitImages } from './from/splitImages.ts';
import { startState } from './from/startState.ts';
import { machineSpeed } from './machineSpeed.ts';
import { fitComponents } from './pca/fitComponents.ts';
import { fitPixelPca, pcaError, type PixelPca } from './pca/PixelPca.ts';
import { forecastTraining, planNotes } from './planTraining.ts';
import { prepareImages } from './prepareImages.ts';
import { checkOptions, type ResolvedOptions } from './resolveOptions.ts';
import type { TrainingState } from './step/StepRunner.ts';

/** All that a training is before its first step. */
export interface PreparedTraining {
  /** The model that is trained further. */
  from: StartModel | null;
  options: ResolvedOptions;
  decision: TrainingDecision;
  plan: StepPlan;
  dataset: Dataset;
  fingerprint: string;
  split: DataSplit;
  /** Rows that errors are measured on: held out, where any are. */
  measured: Uint32Array;
  /** Of the images trained on, as many components as z has dimensions. */
  pca: PixelPca;
  /** Its squared error per measured image. */
  pcaSse: number;
  /** What a network begins as: PCA, of as many components as it looks at. */
  begin: PixelPca;
  provider: ProviderName;
  /** The weights of the model that is trained further, where it has layers. */
  further: TrainingState | null;
  estimatedSeconds: number;
}

/**
 * Reads the images, decides, splits, and fits what the network begins as; tells what was decided.
 * @param found what was found at the paths already
 * @throws EngineError 'bad-request', 'bad-images', 'bad-model' (of the one trained further), 'cancelled'
 */
export async function prepareTraining(
  asked: TrainingOptions,
  context: Pick<JobContext, 'signal' | 'progress' | 'note'>,
  found?: FoundImages,
): Promise<PreparedTraining> {
  const from = await startOf(asked);
  const checked = askedFurther(checkOptions(asked), from);
  const chosen = await prepareImages(asked.images, checked, context, { start: from, known: found });
  const { dataset, decision } = chosen;
  const { seed, latent } = chosen.options;
  const fingerprint = datasetFingerprint(dataset);
  const { split, warnings } = splitImages(dataset, fingerprint, decision.holdOut, seed, from);
  decision.warnings.push(...warnings);
  const measured = split.heldOut.length > 0 ? split.heldOut : split.training;
  const facts = { machineSpeed: await machineSpeed(), measured: [], secondsPerImage: 0 };
  const expected = forecastTraining(chosen, dataset.count, dataset.unreadable.length, facts);
  for (const words of planNotes(expected)) await context.note(words);

  await context.progress({ done: 0, total: 0, detail: 'fitting PCA' });
  const { pixels, width, height, channels } = dataset;
  const pca = await fitPixelPca(pixels, width * height * channels, split.training, latent);
  const rows = { training: split.training, measured };
  const augmentation = await gentleAugmentation(chosen.options.augmentation, dataset, rows, pca);

  const further = from !== null && hasLayers(from.spec) ? startState(from, seed) : null;
  const { components } = decision.spec;
  if (components) await context.progress({ done: 0, total: 0, detail: 'fitting components' });
  const begin =
    components && !further
      ? await fitComponents(dataset, split.training, components, { augmentation, seed })
      : pca;
  const { provider } = chosen.options;
  return {
    from,
    options: { ...chosen.options, augmentation },
    decision,
    plan: planSteps(decision, split.training.length, measured.length),
    dataset,
    fingerprint,
    split,
    measured,
    pca,
    pcaSse: await pcaError(pixels, measured, pca),
    begin,
    provider: provider === 'auto' ? 'cpu' : provider,
    further,
    estimatedSeconds: expected.estimatedSeconds,
  };
}
