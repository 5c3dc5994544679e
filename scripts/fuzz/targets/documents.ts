import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentFile } from '../../../protocol/documentFile.ts';
import { emptyDocument, type HourglassDocument } from '../../../protocol/document.ts';
import { Documents } from '../../../engine/workspace/Documents.ts';
import { readDocumentFile } from '../../../engine/workspace/readDocumentFile.ts';
import type { FuzzTarget, Told } from '../FuzzTarget.ts';
import { mutateJson } from '../mutateJson.ts';
import { toldBy } from '../toldBy.ts';

const DOCUMENT: HourglassDocument = {
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
const FILE: DocumentFile = {
  hourglass: 1,
  model: 'digits',
  modelJson: null,
  images: ['/pictures'],
  fit: 'cover',
  background: '#000000',
  document: DOCUMENT,
};

/** What a person made: .hourglass files, and the documents in the data folder. */
export const target: FuzzTarget = {
  name: 'documents',
  make: (random) => ({
    'saved.hourglass': mutateJson(random, FILE),
    'c0ffee.json': mutateJson(random, DOCUMENT),
  }),
  run: async (_input, folder) => {
    const told: Told[] = [];
    told.push(...(await toldBy(() => readDocumentFile(join(folder, 'saved.hourglass')))));
    const documents = new Documents(folder, ({ message }) => told.push({ message }));
    told.push(...(await toldBy(() => documents.load('c0ffee-1'))));
    await documents.save('c0ffee-1', DOCUMENT);
    renameSync(join(folder, 'c0ffee.json'), join(folder, 'decade.json'));
    await documents.load('decade-1');
    return told;
  },
};
