import type { RecentItem } from '../../protocol/calls.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { nameOfPaths } from '../../protocol/words.ts';
import { samplesFolder } from '../models/bundled.ts';
import type { OpenCollection } from './OpenCollection.ts';

const MAX_RECENT_PATHS = 1000;

/** Folders and files, and what they are called together. */
export interface NamedPaths {
  readonly paths: readonly string[];
  readonly name: string;
}

/** Images to show through a model. */
export interface ImageSet {
  paths: string[];
  name: string;
  /** The model whose own samples they are. */
  samplesOf: string | null;
}

/** A person's images, named after the first of them. */
export function imageSet(paths: readonly string[]): ImageSet {
  return { paths: [...paths], name: nameOfPaths(paths), samplesOf: null };
}

/**
 * Images as an entry among what was opened lately. A long list of files is not kept: the first stands for it.
 * @param model what they are seen through, where that is known
 */
export const recentImages = (
  { paths, name }: NamedPaths,
  model: Pick<ModelInfo, 'path' | 'name'> | null,
): Omit<RecentItem, 'openedAt'> => ({
  kind: 'images',
  path: paths[0] ?? '',
  ...(paths.length > 1 && paths.length <= MAX_RECENT_PATHS && { paths: [...paths] }),
  name,
  ...(model && { model: { path: model.path, name: model.name } }),
});

/** A model as an entry among what was opened lately. */
export const recentModel = ({ bundled, path, name }: ModelInfo): Omit<RecentItem, 'openedAt'> => ({
  kind: bundled ? 'bundled' : 'model',
  path,
  name,
});

/** A model's own samples, or null. */
export function samplesOf(info: ModelInfo): ImageSet | null {
  const folder = samplesFolder(info.path);
  return folder === null ? null : { paths: [folder], name: info.name, samplesOf: info.path };
}

/** What an open collection was made from. */
export const imagesOf = ({ info, samplesOf }: OpenCollection): ImageSet => ({
  paths: info.paths,
  name: info.name,
  samplesOf,
});

/** The images to see a newly opened model with: a person's own stay open; samples give way to the model's own. */
export function imagesFor(open: OpenCollection | null, info: ModelInfo): ImageSet | null {
  const current = open && open.info.state !== 'sampled' ? imagesOf(open) : null;
  if (current && current.samplesOf === null) return current;
  return samplesOf(info) ?? current;
}

export const isSameImages = (a: ImageSet | null, b: ImageSet | null | undefined): boolean =>
  !!a && !!b && a.paths.length === b.paths.length && a.paths.every((path, i) => path === b.paths[i]);
