import { emptyDocument, type HourglassDocument } from '../../protocol/document.ts';
import type { DocumentFile } from '../../protocol/documentFile.ts';

/** What a person made, a little of everything. */
export const SOUND_DOCUMENT: HourglassDocument = {
  ...emptyDocument('label'),
  points: [
    { id: 'p1', name: 'a', z: [0, 1, 2], origin: { kind: 'image', row: 1, name: '1.png', z: [0, 1, 2] } },
    { id: 'p2', name: 'b', z: [1, 1, 2], origin: { kind: 'mean', name: 'mean', z: [0, 0, 0] } },
  ],
  filters: {
    label: { kind: 'categories', hidden: ['7'], hideMissing: false },
    size: { kind: 'range', min: 0, max: 1, hideMissing: true },
  },
  hidden: [[0, 3]],
  selection: { rows: [[4, 6]], primary: { kind: 'image', index: 4 } },
  dimensionNames: { '0': 'thickness' },
  view: { position: [0, 0, 1], target: [0, 0, 0] },
};
/** It as a file. */
export const SOUND_DOCUMENT_FILE: DocumentFile = {
  hourglass: 1,
  model: 'digits',
  modelJson: null,
  images: ['/pictures'],
  fit: 'cover',
  background: '#000000',
  document: SOUND_DOCUMENT,
};
