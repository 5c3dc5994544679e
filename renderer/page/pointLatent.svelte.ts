import type { PointRef } from '../../protocol/document.ts';
import type { Page } from './Page.svelte.ts';

type Around = Pick<Page, 'points' | 'latents' | 'rows' | 'workspace' | 'notices'>;

/** z of a point that may change: [D] float32, or null where there is no such point, and while an image's has not arrived. */
export function pointLatent(
  around: () => Around,
  point: () => PointRef | null,
): { readonly current: Float32Array | null } {
  let ofRow = $state.raw<{ row: number; z: Float32Array } | null>(null);
  const ofProbe = $derived.by(() => {
    const wanted = point();
    return wanted?.kind === 'probe' ? (around().points.find(wanted.id)?.z ?? null) : null;
  });
  const row = $derived.by(() => {
    const wanted = point();
    return wanted?.kind === 'image' && wanted.index < around().rows.loadedCount ? wanted.index : null;
  });
  const collectionId = $derived(around().workspace.collection?.id ?? null);
  const isConnected = $derived(around().workspace.status === 'open');

  $effect(() => {
    void collectionId;
    const wanted = row;
    ofRow = null;
    if (wanted === null || !isConnected) return;
    let isGone = false;
    around()
      .latents.load(wanted)
      .then(
        (z) => {
          if (!isGone) ofRow = { row: wanted, z };
        },
        (error: unknown) => {
          if (!isGone) around().notices.notify(error);
        },
      );
    return () => {
      isGone = true;
    };
  });

  return {
    get current() {
      return ofProbe ?? (ofRow && ofRow.row === row ? ofRow.z : null);
    },
  };
}
