import * as v from 'valibot';
import type { EngineCalls, EngineState } from '../../protocol/calls.ts';
import { MAX_UNREADABLE_ASKED } from '../../protocol/collection.ts';
import { documentSchema, rowRangesSchema } from '../../protocol/document.ts';
import { isDocumentFile } from '../../protocol/documentFile.ts';
import { MOST_SAMPLES, MOST_TEMPERATURE, SAMPLE_SOURCES } from '../../protocol/generation.ts';
import { MAX_NEAREST, MAX_PLACED } from '../../protocol/nearness.ts';
import { IMAGE_FITS, type ModelJson } from '../../protocol/model.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import { preferencesSchema } from '../../protocol/preferences.ts';
import { PROVIDER_CHOICES } from '../../protocol/provider.ts';
import { axesSchema } from '../../protocol/views.ts';
import { issueWords } from '../files/issueWords.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { browseFolder } from './browseFolder.ts';
import type { Workspace } from './Workspace.ts';
import { isModelPath } from './isModelPath.ts';
import { searchRows } from '../store/queries/searchRows.ts';
import { startForPage } from './startForPage.ts';
import { startOnStore } from './startOnStore.ts';
import { startProject } from './views/startProject.ts';
import type { Trainings } from './Trainings.ts';

const MAX_PATH = 32_768;
const MAX_PATHS = 200_000;
/** Runs of rows: every second row of a million. */
const MAX_RUNS = 500_000;
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PATH));
const paths = v.pipe(v.array(path), v.minLength(1), v.maxLength(MAX_PATHS));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const unreadableAsked = v.pipe(count, v.maxValue(MAX_UNREADABLE_ASKED));

const colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'expected "#rrggbb"'));

const settings = v.strictObject({
  provider: v.exactOptional(v.picklist(PROVIDER_CHOICES)),
  fit: v.exactOptional(v.nullable(v.picklist(IMAGE_FITS))),
  background: v.exactOptional(v.nullable(colour)),
});

/** One z of the largest model that opens. */
const latent = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(1_000_000));
const placed = v.pipe(v.array(latent), v.maxLength(MAX_PLACED));
const nearest = v.pipe(count, v.minValue(1), v.maxValue(MAX_NEAREST));
const dimensionNames = v.pipe(
  v.array(v.pipe(v.string(), v.trim(), v.maxLength(1000))),
  v.maxLength(1_000_000),
);
const sampleQuestion = v.strictObject({
  source: v.picklist(SAMPLE_SOURCES),
  rows: v.nullable(rowRangesSchema),
  around: v.nullable(latent),
  count: v.pipe(count, v.minValue(1), v.maxValue(MOST_SAMPLES)),
  temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(MOST_TEMPERATURE)),
  seed: v.pipe(count, v.maxValue(Number.MAX_SAFE_INTEGER)),
});
const viewTitle = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

const id = v.pipe(v.string(), v.maxLength(100));
const rows = v.pipe(v.array(v.tuple([count, count])), v.maxLength(MAX_RUNS));
const tagName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
const tagChange = v.strictObject({ name: tagName, rows, on: v.boolean() });
const note = v.pipe(v.string(), v.maxLength(10_000));
const searched = v.pipe(v.string(), v.maxLength(1000));
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
  workspace: Workspace,
  trainings: Trainings,
  state: () => EngineState,
  { known, restored }: StartStages,
): EngineCalls {
  const open = restored.then(() => workspace);
  return {
    state: async () => known.then(state),
    openBundled: async (name) => (await open).openBundled(check('openBundled', id, name)),
    openModel: async (given) => (await open).openModel(check('openModel', path, given)),
    correctModel: async (json) => (await open).correctModel(check('correctModel', modelJson, json)),
    saveModelJson: async () => (await open).saveModelJson(),
    saveDimensionNames: async (names) =>
      (await open).saveDimensionNames(check('saveDimensionNames', dimensionNames, names)),
    openImages: async (given, model) => {
      const images = check('openImages', paths, given);
      if (model === undefined) await openPaths(await open, images);
      else await (await open).openModelWith(check('openImages', path, model), images);
    },
    addImages: async (given) => (await open).addImages(check('addImages', paths, given)),
    fitModel: async () => (await open).fitModel(),
    forgetWaiting: async () => (await open).forgetWaiting(),
    setSettings: async (change) => (await open).setSettings(check('setSettings', settings, change)),
    pointDetails: async (index) => (await open).collection.pointDetails(check('pointDetails', count, index)),
    histograms: async () => (await open).collection.histograms(),
    showView: async (of) => (await open).collection.views.show(check('showView', id, of)),
    addAxesView: async (axes) =>
      (await open).collection.views.addAxes(check('addAxesView', axesSchema, axes)),
    renameView: async (of, title) =>
      (await open).collection.views.rename(
        check('renameView', id, of),
        check('renameView', viewTitle, title),
      ),
    removeView: async (of) => (await open).collection.views.remove(check('removeView', id, of)),
    placeLatents: async (latents) => (await open).collection.place(check('placeLatents', placed, latents)),
    nearness: async (z, k) =>
      (await open).collection.nearness(check('nearness', latent, z), check('nearness', nearest, k)),
    directionBetween: async (from, to) =>
      (await open).collection.directionBetween(
        check('directionBetween', rowRangesSchema, from),
        check('directionBetween', rowRangesSchema, to),
      ),
    meanLatent: async (rows) =>
      (await open).collection.meanLatent(check('meanLatent', rowRangesSchema, rows)),
    drawSamples: async (question) => (await open).drawSamples(check('drawSamples', sampleQuestion, question)),
    axesOfData: async (axes) =>
      (await open).collection.views.axesOfData(check('axesOfData', axesSchema, axes)),
    unreadable: async (from, most) =>
      (await open).collection.store.unreadable(
        check('unreadable', count, from),
        check('unreadable', unreadableAsked, most),
      ),
    dismissUnlike: async (of) => {
      const { collection } = await open;
      if (collection.id === check('dismissUnlike', id, of)) await collection.dismissUnlike();
    },
    browse: async (given) => browseFolder(check('browse', v.nullable(path), given)),
    planTraining: async (options) => trainings.plan(checkedInput(OPERATIONS.train, options)),
    startOperation: async (name, input) => {
      await open;
      return startForPage(
        workspace.jobs,
        {
          train: (options) => trainings.start(options),
          onCollection: (operation, rest) => workspace.startOnCollection(operation, rest),
          onStore: (operation, rest) => startOnStore(workspace.jobs, workspace.collection, operation, rest),
          project: (rest) => startProject(workspace.jobs, workspace.collection, rest),
          interpolate: (rest) => workspace.startInterpolate(rest),
        },
        check('startOperation', id, name),
        input,
      );
    },
    setTag: async (change) => {
      const { name, rows, on } = check('setTag', tagChange, change);
      return (await open).collection.setTag(name, rows, on);
    },
    removeTag: async (name) => (await open).collection.removeTag(check('removeTag', tagName, name)),
    setNote: async (row, text) =>
      (await open).collection.setNote(check('setNote', count, row), check('setNote', note, text)),
    removeColumn: async (name) => (await open).collection.removeColumn(check('removeColumn', path, name)),
    searchRows: async (query) =>
      searchRows((await open).collection.store.tables, check('searchRows', searched, query)),
    pauseJob: async (job) => workspace.jobs.pause(check('pauseJob', id, job)),
    resumeJob: async (job) => workspace.jobs.resume(check('resumeJob', id, job)),
    cancelJob: async (job) => workspace.jobs.cancel(check('cancelJob', id, job)),
    finishJob: async (job) => workspace.jobs.finish(check('finishJob', id, job)),
    answerJob: async (job, folder) =>
      workspace.jobs.answer(check('answerJob', id, job), check('answerJob', v.nullable(path), folder)),
    continueJob: async (job) => {
      await open;
      return workspace.jobs.goOn(check('continueJob', id, job));
    },
    dismissJob: async (job) => workspace.jobs.dismiss(check('dismissJob', id, job)),
    document: async (of) => workspace.documents.load(check('document', id, of)),
    saveDocument: async (of, document) =>
      workspace.documents.save(
        check('saveDocument', id, of),
        check('saveDocument', documentSchema, document),
      ),
    documentFile: async (document) =>
      (await open).documentFile(check('documentFile', documentSchema, document)),
    openDocumentFile: async (given) => (await open).openDocumentFile(check('openDocumentFile', path, given)),
    setPreferences: async (change) => workspace.setPreferences(check('setPreferences', preferences, change)),
  };
}

/** Opens what a person points at: a .hourglass file alone, else a model among the paths as the model, the rest as images. */
export async function openPaths(workspace: Workspace, given: readonly string[]): Promise<void> {
  const [only] = given;
  if (only !== undefined && given.length === 1 && isDocumentFile(only))
    return workspace.openDocumentFile(only);
  const areModels = await Promise.all(given.map((one) => (given.length > 8 ? false : isModelPath(one))));
  const model = given.find((_, i) => areModels[i]);
  const images = given.filter((_, i) => !areModels[i]);
  if (model === undefined) await workspace.openImages(images);
  else if (images.length === 0) await workspace.openModel(model);
  else await workspace.openModelWith(model, images);
}

function check<T>(call: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new EngineError('bad-request', `${call}, ${issueWords(parsed.issues[0])}.`);
}
