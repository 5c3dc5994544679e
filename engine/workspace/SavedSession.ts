import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { DEFAULT_LOOKS } from '../../protocol/imageLooks.ts';
import { IMAGE_FITS, type ModelJson } from '../../protocol/model.ts';
import { PROVIDERS } from '../../protocol/provider.ts';
import { issueWords } from '../files/issueWords.ts';
import { readJson } from '../files/jsonFile.ts';

/** Files of a newer format are put aside, not written over. */
const FORMAT = 1;

const modelJson = v.custom<ModelJson>((value) => typeof value === 'object' && value !== null);

const chosenSize = v.object({
  width: v.number(),
  height: v.number(),
  by: v.picklist(['person', 'images']),
});

const savedModel = v.nullable(
  v.object({
    path: v.string(),
    /** A person's correction of what was inferred. Checked by whoever opens the model. */
    json: v.exactOptional(modelJson),
    /** The size of its images, where its own is open and one was chosen. Checked by whoever opens the model. */
    size: v.exactOptional(chosenSize),
  }),
);
const savedCollection = v.nullable(
  v.object({
    /** Name of the folder in collections/ that holds it. */
    id: v.string(),
    paths: v.array(v.string()),
    name: v.string(),
    /** The bundled model or model folder whose samples it is. */
    samplesOf: v.nullable(v.string()),
    sampled: v.boolean(),
  }),
);
/** Images without a model to see them through. Sessions of earlier versions have none. */
const savedWaiting = v.nullable(
  v.object({
    paths: v.pipe(v.array(v.string()), v.minLength(1)),
    name: v.string(),
    count: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
);
const recentItem = v.object({
  kind: v.picklist(['model', 'images', 'bundled']),
  path: v.string(),
  paths: v.exactOptional(v.array(v.string())),
  name: v.string(),
  model: v.exactOptional(v.object({ path: v.string(), name: v.string() })),
  openedAt: v.string(),
});
const settings = v.object({
  provider: v.picklist(['auto', ...PROVIDERS]),
  fit: v.nullable(v.picklist(IMAGE_FITS)),
  background: v.nullable(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))),
});

/** What was open, in the file session.json. */
const savedSession = v.object({
  format: v.literal(FORMAT),
  model: savedModel,
  collection: savedCollection,
  waiting: v.optional(savedWaiting, null),
  recent: v.array(recentItem),
  settings,
  /** Settings are null where the model decides. Sessions of earlier versions have the defaults there, chosen or not. */
  settingsSayNull: v.optional(v.literal(true)),
});

export type SavedSession = v.InferOutput<typeof savedSession>;
export type SavedCollection = NonNullable<SavedSession['collection']>;

export const emptySession = (): SavedSession => ({
  format: FORMAT,
  model: null,
  collection: null,
  waiting: null,
  recent: [],
  settings: { provider: 'auto', fit: null, background: null },
  settingsSayNull: true,
});

/** What session.json holds; of a file that cannot be read whole, what of it can be, and why it is not all. */
export type ReadSession =
  | { state: 'absent' }
  | { state: 'whole'; session: SavedSession }
  | { state: 'damaged'; session: SavedSession; reason: string };

/** The session as it is written, with a sum that tells a changed letter in a path from the path that was meant. */
export const withSum = (session: SavedSession): SavedSession & { sum: string } => ({
  ...session,
  sum: sumOf(session),
});

/** Never throws: a damaged file is no reason not to start. */
export async function readSavedSession(path: string): Promise<ReadSession> {
  const file = await readJson(path);
  if (file.state === 'absent') return file;
  if (file.state !== 'read') return { state: 'damaged', session: emptySession(), reason: file.reason };
  const { value } = file;
  const parsed = v.safeParse(savedSession, value);
  const sum = property(value, 'sum');
  // Version 0.1 wrote no sum.
  if (parsed.success && (sum === undefined || sum === sumOf(value))) {
    return { state: 'whole', session: withCurrentSettings(parsed.output) };
  }
  return { state: 'damaged', session: validParts(value), reason: whyDamaged(value, parsed.issues?.[0]) };
}

function whyDamaged(value: unknown, issue: v.BaseIssue<unknown> | undefined): string {
  const format = property(value, 'format');
  if (typeof format === 'number' && format > FORMAT) {
    return `it is of format ${format}, of a newer Hourglass; this one reads format ${FORMAT}`;
  }
  if (!issue) return 'it was changed after it was written';
  return issueWords(issue);
}

/** Each part on its own, settings and recent items one by one. */
function validParts(value: unknown): SavedSession {
  const empty = emptySession();
  const part = <T>(schema: v.GenericSchema<unknown, T>, of: unknown, otherwise: T): T => {
    const parsed = v.safeParse(schema, of);
    return parsed.success ? parsed.output : otherwise;
  };
  const recent = property(value, 'recent');
  const given = property(value, 'settings');
  const { provider, fit, background } = settings.entries;
  return withCurrentSettings({
    ...empty,
    model: part(savedModel, property(value, 'model'), null),
    collection: part(savedCollection, property(value, 'collection'), null),
    waiting: part(savedWaiting, property(value, 'waiting'), null),
    recent: (Array.isArray(recent) ? recent : []).filter((item) => v.is(recentItem, item)),
    settings: {
      provider: part(provider, property(given, 'provider'), empty.settings.provider),
      fit: part(fit, property(given, 'fit'), empty.settings.fit),
      background: part(background, property(given, 'background'), empty.settings.background),
    },
    ...(property(value, 'settingsSayNull') !== true && { settingsSayNull: undefined }),
  });
}

/** In a session of an earlier version, what was no choice is left to the model. */
function withCurrentSettings(session: SavedSession): SavedSession {
  if (session.settingsSayNull) return session;
  const { provider, fit, background } = session.settings;
  return {
    ...session,
    settings: {
      provider,
      fit: fit === DEFAULT_LOOKS.fit ? null : fit,
      background: background === DEFAULT_LOOKS.background ? null : background,
    },
    settingsSayNull: true,
  };
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** Of everything but the sum itself. */
const sumOf = (session: unknown): string => {
  const text = canonicalJson(session, (name) => name !== 'sum');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
};

/** The same text for the same value, however its properties are ordered. */
const canonicalJson = (value: unknown, isMeant: (name: string) => boolean): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([name]) => isMeant(name))
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
