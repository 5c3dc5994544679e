import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { Documents } from '../../../engine/workspace/Documents.ts';
import { readDocumentFile } from '../../../engine/workspace/readDocumentFile.ts';
import type { FuzzTarget, Told } from '../FuzzTarget.ts';
import { mutateJson } from '../mutateJson.ts';
import { SOUND_DOCUMENT, SOUND_DOCUMENT_FILE } from '../soundDocument.ts';
import { toldBy } from '../toldBy.ts';

/** What a person made: .hourglass files, and the documents in the data folder. */
export const target: FuzzTarget = {
  name: 'documents',
  make: (random) => ({
    'saved.hourglass': mutateJson(random, SOUND_DOCUMENT_FILE),
    'c0ffee.json': mutateJson(random, SOUND_DOCUMENT),
  }),
  run: async (_input, folder) => {
    const told: Told[] = [];
    told.push(...(await toldBy(() => readDocumentFile(join(folder, 'saved.hourglass')))));
    const documents = new Documents(folder, ({ message }) => told.push({ message }));
    told.push(...(await toldBy(() => documents.load('c0ffee-1'))));
    await documents.save('c0ffee-1', SOUND_DOCUMENT);
    renameSync(join(folder, 'c0ffee.json'), join(folder, 'decade.json'));
    await documents.load('decade-1');
    return told;
  },
};
