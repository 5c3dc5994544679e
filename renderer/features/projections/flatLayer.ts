import { untrack } from 'svelte';
import type { ViewState } from '../../scene/sceneTypes.ts';
import type { LatentScene } from '../../scene/LatentScene.ts';
import type { SceneLayer } from '../Feature.ts';

/** How each scene was last looked at in three dimensions, while it shows two. */
const seen = new WeakMap<LatentScene, { dims: 2 | 3; view: ViewState | null }>();

/** Two dimensions are looked at from the front; with three again the camera is back where it was. */
export const flatLayer: SceneLayer = (scene, { workspace, camera }) => {
  const dims = workspace.projection?.dims;
  if (dims === undefined) return;
  untrack(() => {
    const before = seen.get(scene);
    if (before?.dims === dims) return;
    const view = dims === 2 ? scene.viewState() : null;
    seen.set(scene, { dims, view });
    // The first view of all is framed as its rows come.
    if (before) camera.restoreWithPoints(dims === 3 ? before.view : null);
  });
};
