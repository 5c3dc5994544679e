import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { FILM_EXTENSIONS, filmPlaceSchema, type FilmPlace } from '../../protocol/film.ts';
import { OPERATIONS, type OperationInput } from '../../protocol/operations/index.ts';
import { issueWords } from '../files/issueWords.ts';
import { freePath, keptName } from '../files/numberedName.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { startOperation } from '../operations/startOperation.ts';
import { checkPlace } from '../operations/takenPlace.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

type Input = OperationInput<'interpolate'>;

/** What a page does not say: which files are read and written. */
const ENGINES_OWN = ['keyframes', 'data', 'out', 'pathOut', 'zOut'] as const;

/**
 * Works a path out through the model that is open, near the images that are, and writes its film where one is asked for.
 * @param given what the page sent: the path, how it is drawn, and as `place` where its film goes to, if it has one
 * @returns the job's id
 * @throws EngineError 'bad-request' for an input that is none, of a collection that is no longer open, and for a place among
 * the images that are
 */
export async function startInterpolate(
  jobs: JobList,
  open: OpenCollection,
  through: Pick<Input, 'model' | 'json' | 'imageSize' | 'provider'>,
  given: object,
): Promise<string> {
  const { place, ...asked } = given as { place?: unknown };
  const own = ENGINES_OWN.find((name) => Object.hasOwn(asked, name));
  if (own !== undefined) {
    throw new EngineError(
      'bad-request',
      `Interpolate: expected a path and, as "place", where its film goes to; got "${own}" as well.`,
    );
  }
  const store = { folder: open.store.folder, paths: [...open.info.paths] };
  const out = place === undefined ? {} : await outputs(checkedPlace(place), store.paths);
  const input = checkedInput(OPERATIONS.interpolate, { ...asked, ...through, ...out, store });
  if (input.collection !== open.id) {
    throw new EngineError('bad-request', 'Another collection is open by now; go back to the path.');
  }
  const subject = place === undefined ? { subject: 'between keyframes' } : {};
  return startOperation(jobs, 'interpolate', input, subject).id;
}

function checkedPlace(place: unknown): FilmPlace {
  const parsed = v.safeParse(filmPlaceSchema, place, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new EngineError('bad-request', `Where the film goes to: ${issueWords(parsed.issues[0])}.`);
}

/** Files that are not there yet, but for one that is to be replaced. */
async function outputs(
  { folder, name, format, replace, withPath, withLatents }: FilmPlace,
  paths: readonly string[],
): Promise<Pick<Input, 'out' | 'pathOut' | 'zOut'>> {
  await checkPlace(folder, { paths });
  const extension = FILM_EXTENSIONS[format];
  const isNamed = extension !== '' && name.toLowerCase().endsWith(extension);
  const bare = keptName(isNamed ? name.slice(0, -extension.length) : name);
  const taken = replace && extension !== '';
  const out = taken ? join(folder, `${bare}${extension}`) : await freePath(folder, bare, extension);
  return {
    // Only a slash says that 'v1.5' is a folder.
    out: extension === '' ? `${out}/` : out,
    ...(withPath && { pathOut: await freePath(folder, `${bare} path`, '.json') }),
    ...(withLatents && { zOut: await freePath(folder, `${bare} frames`, '.npz') }),
  };
}
