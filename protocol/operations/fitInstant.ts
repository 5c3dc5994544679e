import { durationWords, counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { path } from './fields/paths.ts';
import { text } from './fields/texts.ts';
import { background, fit, images } from './imageFields.ts';

export interface FitInstantResult {
  modelPath: string;
  /** Images that it was fitted to. */
  images: number;
  seconds: number;
}

/** What images are seen through that have no model of their own: `train --preset instant` without questions. */
export const fitInstant = defineOperation({
  name: 'fitInstant',
  verb: null,
  title: 'Fit a model',
  words: 'Fits a linear autoencoder to images in a few seconds, so that they can be dragged at once.',
  doing: 'Fitting a model to',
  can: { pause: false, finish: false },
  startedBy: 'engine',
  fields: {
    images,
    out: path({ title: 'Output', words: 'where the model folder is written', required: true }),
    name: text({ title: 'Name', words: 'what the model is called', maxLength: 200, required: true }),
    fit,
    background,
  },
  subject: (input) => nameOfPaths(input.images),
  result: typeMark<FitInstantResult>(),
  report: typeMark<null>(),
  summary: (result) =>
    `A model was fitted to ${counted(result.images, 'image')}, ${durationWords(result.seconds)}.`,
});
