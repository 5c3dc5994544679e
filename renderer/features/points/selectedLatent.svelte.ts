import type { Page } from '../../page/Page.svelte.ts';

type Around = Pick<Page, 'points' | 'latents' | 'rows' | 'workspace' | 'notices'>;

/** z of what is selected: [D] float32, or null where nothing is, and while an image's has not arrived. */
export function selectedLatent(around: () => Around): { readonly current: Float32Array | null } {
  let ofRow = $state.raw<{ row: number; z: Float32Array } | null>(null);
  const point = $derived(around().points.selectedPoint);
  const row = $derived.by(() => {
    const { points, rows } = around();
    const { selected } = points;
    return selected?.kind === 'image' && selected.index < rows.loadedCount ? selected.index : null;
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
      if (point) return point.z;
      return ofRow && ofRow.row === row ? ofRow.z : null;
    },
  };
}
