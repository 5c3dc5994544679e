import { join } from 'node:path';
import * as v from 'valibot';
import type { AffineView } from '../../protocol/projection.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';
import { baseFacts } from '../latents/projection.ts';

const finite = v.pipe(v.number(), v.finite());
const triple = <T extends v.GenericSchema>(schema: T) => v.tuple([schema, schema, schema]);
const keptProjection = v.object({
  /** Rows it was fitted to, and the revision of the rows then. */
  count: v.number(),
  revision: v.number(),
  projection: v.object({
    version: v.number(),
    kind: v.picklist(['native', 'pca']),
    mean: v.array(finite),
    axes: v.array(v.array(finite)),
    axisNames: triple(v.string()),
    explainedVariance: triple(finite),
  }),
});

/** A view as it was last fitted: a collection that is opened again looks as it did, axes and all. */
export interface KeptProjection {
  count: number;
  revision: number;
  projection: AffineView;
}

/** The newest view of each collection, one JSON file each. Losing one costs a fit. */
export class ProjectionFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(id: string, latentSize: number): Promise<KeptProjection | null> {
    const parsed = v.safeParse(keptProjection, await readJsonFile(this.#path(id)));
    if (!parsed.success) return null;
    const { projection } = parsed.output;
    const { mean, axes, kind } = projection;
    const fits = mean.length === latentSize && axes.length === 3;
    if (!fits || !axes.every((axis) => axis.length === latentSize)) return null;
    return { ...parsed.output, projection: { ...projection, ...baseFacts(kind, latentSize) } };
  }

  async save(id: string, kept: KeptProjection): Promise<void> {
    // The next opening fits it again where the disk does not take it.
    await writeJsonFile(this.#path(id), kept).catch(() => {});
  }

  /** Where the other views of a collection are kept. */
  folderOf(id: string): string {
    return join(this.#folder, id);
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
