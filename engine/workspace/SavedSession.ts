import * as v from 'valibot';
import { IMAGE_FITS, type ModelJson } from '../../protocol/model.ts';
import { PROVIDERS } from '../../protocol/provider.ts';
import { readJsonFile } from '../files/jsonFile.ts';

const modelJson = v.custom<ModelJson>((value) => typeof value === 'object' && value !== null);

/** What was open, in the file session.json. */
const savedSession = v.object({
  format: v.literal(1),
  model: v.nullable(
    v.object({
      path: v.string(),
      /** A person's correction of what was inferred. Checked by whoever opens the model. */
      json: v.exactOptional(modelJson),
    }),
  ),
  collection: v.nullable(
    v.object({
      /** Name of the folder in collections/ that holds it. */
      id: v.string(),
      paths: v.array(v.string()),
      name: v.string(),
      /** The bundled model or model folder whose samples it is. */
      samplesOf: v.nullable(v.string()),
      sampled: v.boolean(),
    }),
  ),
  recent: v.array(
    v.object({
      kind: v.picklist(['model', 'images', 'bundled']),
      path: v.string(),
      paths: v.exactOptional(v.array(v.string())),
      name: v.string(),
      openedAt: v.string(),
    }),
  ),
  settings: v.object({
    provider: v.picklist(['auto', ...PROVIDERS]),
    fit: v.picklist(IMAGE_FITS),
    background: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
  }),
});

export type SavedSession = v.InferOutput<typeof savedSession>;
export type SavedCollection = NonNullable<SavedSession['collection']>;

export const emptySession = (): SavedSession => ({
  format: 1,
  model: null,
  collection: null,
  recent: [],
  settings: { provider: 'auto', fit: 'cover', background: '#000000' },
});

/** What the file holds, or null at a first start and where it cannot be read: a damaged one is no reason not to start. */
export async function readSavedSession(path: string): Promise<SavedSession | null> {
  const parsed = v.safeParse(savedSession, await readJsonFile(path));
  return parsed.success ? parsed.output : null;
}
