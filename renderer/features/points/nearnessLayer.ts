import { untrack } from 'svelte';
import type { SceneLayer } from '../Feature.ts';

/** The frame of the selected decoded point says where that lies among the images. */
export const nearnessLayer: SceneLayer = (scene, { nearness, points }) => {
  const { selectedPoint } = points;
  const { kind } = nearness;
  const tone = kind === 'among' ? null : kind;
  untrack(() => scene.setProbeTone(selectedPoint?.id ?? null, tone));
};

/** Asks where the selected decoded point lies, as it moves; not while a training shows the images elsewhere. */
export const followNearness: SceneLayer = (_scene, { nearness, points, workspace, rows }) => {
  const z = points.selectedPoint?.z ?? null;
  const isOpen = workspace.collection !== null && !workspace.live && rows.loadedCount > 0;
  untrack(() => nearness.follow(isOpen ? z : null));
};
