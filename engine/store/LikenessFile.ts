import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';
import { storePath } from './storeFiles.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const keptLikeness = v.object({
  drawnBy: v.string(),
  likeness: v.nullable(
    v.object({
      count: v.pipe(v.number(), v.integer(), v.minValue(1)),
      mse: share,
      averageMse: share,
      flatMse: share,
    }),
  ),
  ownMse: v.nullable(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  isDismissed: v.boolean(),
});

/** How a model draws the images of a collection, as it was measured last. */
export interface KeptLikeness {
  /** Says by which decoder, with which description. */
  drawnBy: string;
  /** See measureLikeness; null where too few of the images could be read. */
  likeness: { count: number; mse: number; averageMse: number; flatMse: number } | null;
  /** The mse that the model states of images held out from its training; null for none. */
  ownMse: number | null;
  /** The person wants no remark on it. */
  isDismissed: boolean;
}

/**
 * Null where nothing was measured of this decoder, or the file is damaged: it is measured again then.
 * @param folder of the store
 */
export async function readLikeness(folder: string, drawnBy: string): Promise<KeptLikeness | null> {
  const parsed = v.safeParse(keptLikeness, await readJsonFile(storePath(folder, 'likeness')));
  return parsed.success && parsed.output.drawnBy === drawnBy ? parsed.output : null;
}

export function writeLikeness(folder: string, kept: KeptLikeness): Promise<void> {
  return writeJsonFile(storePath(folder, 'likeness'), kept);
}
