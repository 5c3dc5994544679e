import { untrack } from 'svelte';
import type { SceneLayer } from '../Feature.ts';

/** Follows where the hand steers the camera. */
export const cameraLayer: SceneLayer = (scene, { camera }) => untrack(() => camera.watch(scene));

/** Puts the camera back where the document has it, when that arrives and when its rows are drawn from the first again. */
export const viewLayer: SceneLayer = (_scene, { document, camera, workspace }) => {
  void [document.arrivals, workspace.collectionId];
  if (!document.isLoaded) return;
  const view = untrack(() => document.value.view);
  if (view) untrack(() => camera.restore(view));
};
