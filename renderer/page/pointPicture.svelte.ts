import { EngineError } from '../../protocol/EngineError.ts';
import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { fetchReconstruction } from '../connection/fetchReconstruction.ts';
import type { ReconstructionQuality } from '../../protocol/collection.ts';
import type { PointRef } from '../../protocol/document.ts';
import type { Page } from './Page.svelte.ts';

type Around = Pick<Page, 'workspace' | 'points' | 'details'>;
type Rgba = Uint8ClampedArray<ArrayBuffer>;

/** What can be seen of a point, at the size that the model works with. */
export interface PointPicture {
  readonly point: PointRef;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** [H,W,4] uint8 RGBA, x as the model sees it; null of a decoded point, and where the model cannot reconstruct */
  readonly image: Rgba | null;
  /** [H,W,4] uint8 RGBA, x̂, or what the decoder draws; null where there is none, or it is not drawn yet */
  readonly drawn: Rgba | null;
  /** How near x̂ is to x; null where there are not both. */
  readonly quality: ReconstructionQuality | null;
}

export interface ShownPicture {
  /** Of the point before until that of the next one has arrived; its own `point` says which. */
  readonly current: PointPicture | null;
  /** Why there is none, in words. */
  readonly problem: string | null;
}

/** The picture of a point that may change: fetched for an image, the newest drawn for a decoded point. */
export function pointPicture(around: () => Around, point: () => PointRef | null): ShownPicture {
  let fetched = $state.raw<PointPicture | null>(null);
  let problem = $state<string | null>(null);
  const row = $derived.by(() => {
    const wanted = point();
    return wanted?.kind === 'image' ? wanted.index : null;
  });
  const probeId = $derived.by(() => {
    const wanted = point();
    return wanted?.kind === 'probe' ? wanted.id : null;
  });
  const collectionId = $derived(around().workspace.collection?.id ?? null);
  const isConnected = $derived(around().workspace.status === 'open');
  const canReconstruct = $derived.by(() => {
    const { model, collection } = around().workspace;
    return model?.hasEncoder === true && model.hasDecoder && collection?.state !== 'sampled';
  });

  $effect(() => {
    const [index, id] = [row, collectionId];
    problem = null;
    if (index === null || id === null) {
      fetched = null;
      return;
    }
    if (!isConnected) return;
    const aborter = new AbortController();
    fetchPicture(around(), id, index, canReconstruct, aborter.signal).then(
      (picture) => {
        if (!aborter.signal.aborted) fetched = picture;
      },
      (error: unknown) => {
        if (aborter.signal.aborted || error instanceof CollectionGone) return;
        fetched = null;
        problem = EngineError.toData(error).message;
      },
    );
    return () => aborter.abort();
  });

  const ofProbe = $derived.by((): PointPicture | null => {
    const { points, workspace } = around();
    const found = probeId === null ? null : points.find(probeId);
    if (!found) return null;
    const { width, height } = found.image ?? workspace.model?.json.image ?? { width: 1, height: 1 };
    const drawn = found.image?.rgba ?? null;
    const { id, name } = found;
    return { point: { kind: 'probe', id }, name, width, height, image: null, drawn, quality: null };
  });

  return {
    get current() {
      return probeId === null ? fetched : ofProbe;
    },
    get problem() {
      return problem;
    },
  };
}

async function fetchPicture(
  { workspace, details }: Around,
  collectionId: string,
  index: number,
  canReconstruct: boolean,
  signal: AbortSignal,
): Promise<PointPicture> {
  const [{ name }, pair] = await Promise.all([
    details.get(index),
    canReconstruct ? fetchReconstruction(collectionId, index, signal) : null,
  ]);
  const point = { kind: 'image', index } as const;
  if (pair) {
    const { width, height, original, reconstruction, quality } = pair;
    return { point, name, width, height, image: original, drawn: reconstruction, quality };
  }
  const { width, height } = workspace.model?.json.image ?? { width: 1, height: 1 };
  return { point, name, width, height, image: null, drawn: null, quality: null };
}
