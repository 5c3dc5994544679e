import type { UnreadableFile } from '../collection.ts';
import { METHOD_TITLES } from '../projection.ts';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { integer, number } from './fields/numbers.ts';
import { modelPath, output, paths } from './fields/paths.ts';
import { background, fit, modelJson, provider, size } from './imageFields.ts';
import { maybeOfStore } from './storeFields.ts';

export const PROJECT_METHODS = ['pca', 'umap', 'tsne', 'pacmap', 'localmap'] as const;
export type ProjectMethod = (typeof PROJECT_METHODS)[number];

export interface ProjectResult {
  /** The file; null where the places went to a collection. */
  out: string | null;
  /** N */
  count: number;
  dims: 2 | 3;
  method: ProjectMethod;
  /** Steps of the layout; 0 for PCA, which needs none. */
  steps: number;
  /** It was stopped before its last step, and what it had come to was kept. */
  isCutShort: boolean;
  /** How far its 15 nearest neighbours can be trusted, 0..1 (Venna and Kaski 2001); null for too few images. */
  trustworthiness: number | null;
  unreadable: UnreadableFile[];
}

/** What each parameter of a method is, and its default. */
export const PARAMETERS_OF: Readonly<
  Record<ProjectMethod, readonly ('neighbors' | 'minDistance' | 'perplexity')[]>
> = {
  pca: [],
  umap: ['neighbors', 'minDistance'],
  tsne: ['perplexity'],
  pacmap: ['neighbors'],
  localmap: ['neighbors'],
};

export const project = defineOperation({
  name: 'project',
  verb: 'project',
  title: 'Project z',
  words:
    'Lays z out in two or three dimensions: along the directions of most variance (PCA), or so that images that are near each other in z stay near (UMAP, t-SNE, PaCMAP, LocalMAP).',
  doing: 'Projecting',
  can: { pause: false, finish: true },
  startedBy: 'page',
  alone: true,
  check: ({ source, store, out }, nameOf) => {
    if (store) return null;
    const missing = source === undefined ? 'source' : out === undefined ? 'out' : null;
    return missing === null ? null : `${nameOf([missing])} is missing.`;
  },
  fields: {
    source: modelPath({
      title: 'Model or z',
      words:
        "a model folder, an .onnx file or a bundled model's name, with images; or z in .npz, .npy, .csv or .parquet",
      required: 'command',
      command: { position: 'MODEL|z.npz' },
    }),
    images: paths({
      title: 'Images',
      words: 'folders and files of images, with a model',
      otherwise: 'the samples that come with the model',
      command: { position: '[IMAGES…]' },
    }),
    method: choice({
      title: 'Method',
      words: 'how z is laid out',
      choices: PROJECT_METHODS,
      choiceWords: {
        pca: 'PCA: the directions in which z varies most; distances are true, and a drag is exact',
        umap: 'UMAP: near images stay near, groups part; quick, good at every size',
        tsne: 't-SNE: the closest neighbours are kept best; sizes of groups and gaps say little',
        pacmap: 'PaCMAP: keeps near and far alike, with little to choose',
        localmap: 'LocalMAP: as PaCMAP, with clearer gaps between groups',
      },
      default: 'umap',
    }),
    dims: choice({
      title: 'Dimensions',
      words: 'of the layout',
      choices: [2, 3],
      default: 3,
    }),
    neighbors: integer({
      title: 'Neighbours',
      words:
        'nearest images that each image is tied to: few show detail, many the whole (UMAP, PaCMAP, LocalMAP)',
      min: 2,
      max: 200,
      default: 15,
    }),
    minDistance: number({
      title: 'Least distance',
      words: 'how close points may come: 0 packs groups tightly, 1 spreads them evenly (UMAP)',
      min: 0,
      max: 1,
      default: 0.1,
      command: { flag: 'min-distance' },
    }),
    perplexity: number({
      title: 'Perplexity',
      words: 'about how many neighbours each image heeds (t-SNE)',
      min: 2,
      max: 200,
      default: 30,
    }),
    seed: integer({
      title: 'Seed',
      words: 'the same seed gives the same layout',
      min: 0,
      max: 2 ** 31 - 1,
      default: 1,
    }),
    out: output({
      title: 'Output',
      words: 'positions [N,dims] with path: .npz, .csv or .parquet',
      formats: ['.npz', '.csv', '.parquet'],
      required: 'command',
      command: { metavariable: 'p.npz|p.csv|p.parquet' },
    }),
    json: modelJson,
    size,
    fit,
    background,
    provider,
    ...maybeOfStore,
  },
  subject: ({ method }) => `by ${method === 'pca' ? 'PCA' : METHOD_TITLES[method]}`,
  result: typeMark<ProjectResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, dims, isCutShort, trustworthiness }) =>
    `${counted(count, 'image')} in ${dims}D${trustworthiness === null ? '' : `, trustworthiness ${trustworthiness.toFixed(3)}`}${isCutShort ? ', stopped early' : ''}${out === null ? '' : `, in ${out}`}`,
});
