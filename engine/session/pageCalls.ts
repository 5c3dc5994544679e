import * as v from 'valibot';
import type { EngineCalls, EngineState } from '../../protocol/calls.ts';
import { documentSchema } from '../../protocol/document.ts';
import { isDocumentFile } from '../../protocol/documentFile.ts';
import { IMAGE_FITS, type ModelJson } from '../../protocol/model.ts';
import { preferencesSchema } from '../../protocol/preferences.ts';
import { PROVIDERS } from '../../protocol/provider.ts';
import { ARCHITECTURES, LOSSES, PRESETS, TRAINING_KINDS } from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { browseFolder } from './browseFolder.ts';
import type { EngineSession } from './EngineSession.ts';
import { isModelPath } from './isModelPath.ts';
import type { Trainings } from './Trainings.ts';

const MAX_PATH = 32_768;
const MAX_PATHS = 200_000;
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PATH));
const paths = v.pipe(v.array(path), v.minLength(1), v.maxLength(MAX_PATHS));
const share = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

const colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'expected "#rrggbb"'));

const settings = v.strictObject({
  provider: v.exactOptional(v.picklist(['auto', ...PROVIDERS])),
  fit: v.exactOptional(v.picklist(IMAGE_FITS)),
  background: v.exactOptional(colour),
});

const trainingOptions = v.strictObject({
  fit: v.exactOptional(v.picklist(IMAGE_FITS)),
  background: v.exactOptional(colour),
  provider: v.exactOptional(v.picklist(['auto', ...PROVIDERS])),
  images: paths,
  out: v.exactOptional(path),
  name: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  latent: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512)),
  kind: v.exactOptional(v.picklist(TRAINING_KINDS)),
  preset: v.exactOptional(v.picklist(PRESETS)),
  architecture: v.exactOptional(v.picklist(ARCHITECTURES)),
  size: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(256))),
  channels: v.exactOptional(v.picklist([1, 3])),
  epochs: v.exactOptional(v.pipe(count, v.minValue(1))),
  seconds: v.exactOptional(positive),
  seed: v.exactOptional(count),
  holdOut: v.exactOptional(v.pipe(share, v.maxValue(0.5))),
  batchSize: v.exactOptional(v.pipe(count, v.minValue(1), v.maxValue(4096))),
  learningRate: v.exactOptional(positive),
  loss: v.exactOptional(v.picklist(LOSSES)),
  beta: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  freeBits: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  noise: v.exactOptional(share),
  augmentation: v.exactOptional(
    v.strictObject({
      shift: v.exactOptional(v.pipe(share, v.maxValue(0.5))),
      flip: v.exactOptional(v.boolean()),
      rotateDeg: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(180))),
      brightness: v.exactOptional(share),
    }),
  ),
});

const id = v.pipe(v.string(), v.maxLength(100));
const preferences = v.partial(v.strictObject(preferencesSchema.entries));
/** Only that it is an object: whoever opens the model checks it against the schema, and names the field. */
const modelJson = v.custom<ModelJson>((value) => typeof value === 'object' && value !== null);

/** When an engine that starts has come how far. */
export interface StartStages {
  /** What was open last is known, not yet opened. */
  known: Promise<void>;
  /** It is open, or it was said why not. */
  restored: Promise<void>;
}

/** What a page may call, with what it sends checked. What changes or reads what is open waits until that is restored. */
export function pageCalls(
  session: EngineSession,
  trainings: Trainings,
  state: () => EngineState,
  { known, restored }: StartStages,
): EngineCalls {
  const open = restored.then(() => session);
  return {
    state: async () => known.then(state),
    openBundled: async (name) => (await open).openBundled(check('openBundled', id, name)),
    openModel: async (given) => (await open).openModel(check('openModel', path, given)),
    correctModel: async (json) => (await open).correctModel(check('correctModel', modelJson, json)),
    saveModelJson: async () => (await open).saveModelJson(),
    openImages: async (given) => openPaths(await open, check('openImages', paths, given)),
    addImages: async (given) => (await open).addImages(check('addImages', paths, given)),
    setSettings: async (change) => (await open).setSettings(check('setSettings', settings, change)),
    pointDetails: async (index) => (await open).collection.pointDetails(check('pointDetails', count, index)),
    histograms: async () => (await open).collection.histograms(),
    browse: async (given) => browseFolder(check('browse', v.nullable(path), given)),
    planTraining: async (options) => trainings.plan(check('planTraining', trainingOptions, options)),
    startTraining: async (options) => trainings.start(check('startTraining', trainingOptions, options)),
    pauseJob: async (job) => session.jobs.pause(check('pauseJob', id, job)),
    resumeJob: async (job) => session.jobs.resume(check('resumeJob', id, job)),
    cancelJob: async (job) => session.jobs.cancel(check('cancelJob', id, job)),
    finishJob: async (job) => session.jobs.finish(check('finishJob', id, job)),
    dismissJob: async (job) => session.jobs.dismiss(check('dismissJob', id, job)),
    document: async (of) => session.documents.load(check('document', id, of)),
    saveDocument: async (of, document) =>
      session.documents.save(check('saveDocument', id, of), check('saveDocument', documentSchema, document)),
    documentFile: async (document) =>
      (await open).documentFile(check('documentFile', documentSchema, document)),
    openDocumentFile: async (given) => (await open).openDocumentFile(check('openDocumentFile', path, given)),
    setPreferences: async (change) => session.setPreferences(check('setPreferences', preferences, change)),
  };
}

/** Opens what a person points at: a .hourglass file alone, else a model among the paths as the model, the rest as images. */
export async function openPaths(session: EngineSession, given: readonly string[]): Promise<void> {
  const [only] = given;
  if (only !== undefined && given.length === 1 && isDocumentFile(only)) return session.openDocumentFile(only);
  const areModels = await Promise.all(given.map((one) => (given.length > 8 ? false : isModelPath(one))));
  const model = given.find((_, i) => areModels[i]);
  const images = given.filter((_, i) => !areModels[i]);
  if (model === undefined) await session.openImages(images);
  else if (images.length === 0) await session.openModel(model);
  else await session.openModelWith(model, images);
}

function check<T>(call: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue);
  throw new EngineError('bad-request', `${call}${where ? `, ${where}` : ''}: ${issue.message}.`);
}
