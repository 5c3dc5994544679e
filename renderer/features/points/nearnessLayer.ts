import { untrack } from 'svelte';
import type { SceneLayer } from '../Feature.ts';

/** The frame of the selected decoded point says where that lies among the images. */
export const nearnessLayer: SceneLayer = (scene, { nearness, points }) => {
  const { selectedPoint } = points;
  const { kind } = nearness;
  const tone = kind === 'among' || !selectedPoint ? null : kind;
  untrack(() => scene.setProbeTone(selectedPoint?.id ?? null, tone));
};

/**
 * Asks where the selected decoded point lies, as it moves, or what is near to the selected image; not while a training shows the
 * images elsewhere.
 */
export const followNearness: SceneLayer = (_scene, { nearness, points, workspace, rows, latents }) => {
  const { selected, selectedPoint } = points;
  const isOpen = workspace.collection !== null && !workspace.live && rows.loadedCount > 0;
  void workspace.collection?.revision;
  if (!isOpen || selected?.kind !== 'image') {
    untrack(() => nearness.follow(isOpen ? (selectedPoint?.z ?? null) : null));
    return;
  }
  let isOver = false;
  latents.load(selected.index).then(
    (z) => !isOver && nearness.follow(z),
    () => !isOver && nearness.follow(null),
  );
  return () => {
    isOver = true;
  };
};
