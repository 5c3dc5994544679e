import type { Layout, LayoutInput } from './Layout.ts';
import { startPacmap } from './pacmap/startPacmap.ts';
import { startTsne } from './tsne/startTsne.ts';
import { startUmap } from './umap/startUmap.ts';

/** What a person chooses; each method reads what it needs. */
export interface LayoutOptions {
  /** Of each row: UMAP, PaCMAP, LocalMAP. */
  neighbors: number;
  /** UMAP. */
  minDistance: number;
  /** t-SNE. */
  perplexity: number;
  seed: number;
  dims: 2 | 3;
  /** Steps in all; the method's own number when absent. */
  steps?: number;
}

export type LayoutName = 'umap' | 'tsne' | 'pacmap' | 'localmap';

export interface LayoutMethod {
  /** How many neighbours of each row the graph is to hold: at most n − 1. */
  neighborsFor(options: LayoutOptions, n: number): number;
  /** @param input its dims and seed are those of the options */
  start(input: LayoutInput, options: LayoutOptions): Layout;
}

/** Neighbours that PaCMAP chooses its near pairs from, beyond as many as it takes. */
const PACMAP_CHOICE = 50;
/** t-SNE's Gaussians are as good as 0 beyond three times the perplexity. */
const NEIGHBORS_PER_PERPLEXITY = 3;

const pacmap = (isLocal: boolean): LayoutMethod => ({
  neighborsFor: ({ neighbors }, n) => atMost(neighbors + PACMAP_CHOICE, n),
  start: (input, { neighbors, steps }) => startPacmap(input, { neighbors, isLocal, ...(steps && { steps }) }),
});

export const LAYOUTS: Readonly<Record<LayoutName, LayoutMethod>> = {
  umap: {
    neighborsFor: ({ neighbors }, n) => atMost(neighbors, n),
    start: (input, { minDistance, steps }) => startUmap(input, { minDistance, ...(steps && { steps }) }),
  },
  tsne: {
    neighborsFor: ({ perplexity }, n) => atMost(Math.ceil(NEIGHBORS_PER_PERPLEXITY * perplexity), n),
    start: (input, { perplexity, steps }) => startTsne(input, { perplexity, ...(steps && { steps }) }),
  },
  pacmap: pacmap(false),
  localmap: pacmap(true),
};

const atMost = (wanted: number, n: number) => Math.max(0, Math.min(Math.round(wanted), n - 1));
