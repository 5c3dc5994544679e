import type { SceneLayer } from '../Feature.ts';

/** What is selected stands out. */
export const selectionLayer: SceneLayer = (scene, { points }) => scene.setSelection(points.selected);
