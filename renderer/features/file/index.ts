import { allOf, needsEngine, needsModel } from '../../commands/guards.ts';
import { openFile, saveFile } from './documentFiles.ts';
import type { Feature } from '../Feature.ts';

/** What was made, as a file: saved, and opened again. */
export const file: Feature = {
  name: 'file',
  commands: [
    { id: 'open-document', refusal: needsEngine, run: openFile },
    { id: 'save-document', refusal: allOf(needsEngine, needsModel), run: saveFile },
  ],
};
