import { EngineError } from '../../../protocol/EngineError.ts';
import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import { fetchOriginal } from '../../connection/fetchOriginal.ts';
import type { Page } from '../../page/Page.svelte.ts';

export interface Original {
  readonly row: number;
  readonly bitmap: ImageBitmap;
}

/** The file's own pixels of an image that may change; null while they are on their way, and where there are none. */
export function originalOf(
  around: () => Pick<Page, 'workspace'>,
  row: () => number | null,
): { readonly current: Original | null; readonly problem: string | null } {
  let current = $state.raw<Original | null>(null);
  let problem = $state<string | null>(null);
  const wanted = $derived(row());
  const collectionId = $derived(around().workspace.collection?.id ?? null);
  // A draw from the prior has no file.
  const hasFiles = $derived(around().workspace.collection?.state !== 'sampled');
  const isConnected = $derived(around().workspace.status === 'open');

  $effect(() => {
    const [index, id] = [wanted, collectionId];
    problem = null;
    if (index === null || id === null || !hasFiles || !isConnected) return;
    const aborter = new AbortController();
    let fetched: ImageBitmap | null = null;
    fetchOriginal(id, index, aborter.signal).then(
      (bitmap) => {
        if (aborter.signal.aborted) return bitmap.close();
        fetched = bitmap;
        current = { row: index, bitmap };
      },
      (error: unknown) => {
        if (aborter.signal.aborted || error instanceof CollectionGone) return;
        problem = EngineError.toData(error).message;
      },
    );
    return () => {
      aborter.abort();
      if (!fetched) return;
      current = null;
      fetched.close();
    };
  });

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
  };
}
