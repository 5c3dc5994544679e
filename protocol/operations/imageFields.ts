/** Fields that operations on images share. */
import * as v from 'valibot';
import type { ImageRow } from '../imageSource.ts';
import { IMAGE_FITS, type ModelJson } from '../model.ts';
import { PROVIDER_CHOICES } from '../provider.ts';
import { OPENABLE_WORDS } from '../imageFormats.ts';
import { choice } from './fields/choices.ts';
import { data } from './fields/groups.ts';
import { integer } from './fields/numbers.ts';
import { modelPath, paths } from './fields/paths.ts';
import { imageSize } from './fields/sizes.ts';
import { colour } from './fields/texts.ts';

const IMAGES_WORDS = `folders, or ${OPENABLE_WORDS}`;

export const model = modelPath({
  title: 'Model',
  words: "a model folder, an .onnx file, or a bundled model's name",
  required: true,
  command: { position: 'MODEL' },
});

export const modelJson = data(
  v.custom<ModelJson>((value) => typeof value === 'object' && value !== null),
  {
    title: 'Description',
    words: "a person's correction of the model's description",
  },
);

export const size = imageSize({
  title: 'Image size',
  words:
    'size of the images that a model of open size takes: width and height, each a multiple of what it says',
  otherwise: "the model's own; where it is open, the commonest of the images, or a side of 64 without images",
  command: { metavariable: 'WxH' },
});

export const images = paths({
  title: 'Images',
  words: IMAGES_WORDS,
  required: true,
  command: { position: 'IMAGES…' },
});

/** Of what goes into one picture, where a folder of images could be written. */
export const montageColumns = integer({
  title: 'Columns',
  words: 'columns of the one .png',
  min: 1,
  max: 16_384,
  otherwise: 'as square as can be',
});

export const provider = choice({
  title: 'Execution provider',
  words: 'what computes',
  choices: PROVIDER_CHOICES,
  default: 'auto',
});

export const fit = choice({
  title: 'Fit',
  words: "how an image of another shape is brought to the model's",
  choices: IMAGE_FITS,
  otherwise: "the model's own, else cover",
});

export const background = colour({
  title: 'Background',
  words: 'under transparent pixels and around contained images',
  otherwise: "the model's own, else black",
});

/** What every operation takes that looks at images through a model. */
export const throughModel = { model, json: modelJson, size, images, fit, background, provider };

/**
 * The same for one that runs on the images of an open collection as well: there the engine gives all of these and the
 * rows, here paths stand for them.
 */
export const throughModelOrRows = {
  ...throughModel,
  images: paths({
    title: 'Images',
    words: IMAGES_WORDS,
    required: 'command',
    command: { position: 'IMAGES…' },
  }),
  rows: data(
    v.custom<readonly ImageRow[]>((value) => Array.isArray(value)),
    {
      title: 'Rows',
      words: 'the rows of the open collection, in place of images',
    },
  ),
};
