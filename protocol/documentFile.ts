/** A `.hourglass` file: a document with what it was made on, to be opened again on this machine or another. */
import * as v from 'valibot';
import { documentSchema, type HourglassDocument } from './document.ts';
import { IMAGE_FITS, modelJsonSchema, type ModelJson } from './model.ts';
import type { ImageFit } from './model.ts';

export const DOCUMENT_FILE_EXTENSION = '.hourglass';

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));

export const documentFileSchema = v.object({
  /** Says what kind of file this is, whatever it is named. */
  hourglass: v.literal(1),
  /** Path of the model, or a bundled model's name. */
  model: path,
  /** A person's correction of the model's description, where there is one. */
  modelJson: v.nullable(modelJsonSchema),
  /** The folders and files that the images come from; none for the model's own samples, or draws from its prior. */
  images: v.array(path),
  fit: v.picklist(IMAGE_FITS),
  /** '#rrggbb' */
  background: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
  document: documentSchema,
});

export interface DocumentFile {
  hourglass: 1;
  model: string;
  modelJson: ModelJson | null;
  images: readonly string[];
  fit: ImageFit;
  background: string;
  document: HourglassDocument;
}

export const isDocumentFile = (path: string): boolean => path.toLowerCase().endsWith(DOCUMENT_FILE_EXTENSION);
