import { untrack } from 'svelte';
import { countOfRanges } from '../../../protocol/rowRanges.ts';
import type { SceneLayer } from '../Feature.ts';

/** Theme and thumbnails, as the person likes them. */
export const lookLayer: SceneLayer = (scene, { preferences }) => {
  scene.setTheme(preferences.theme, preferences.isHighContrast);
  scene.setShowThumbnails(preferences.thumbnails);
};

/** What open panels, dock and status bar cover of the canvas. */
export const insetsLayer: SceneLayer = (scene, { layout }) => scene.setInsets(layout.insets);

/** Makes room for the inspector of what was selected, and keeps that in sight. */
export const revealLayer: SceneLayer = (scene, { points, document, layout }) => {
  const { selected } = points;
  // Not under the hand that moves it, nor for the first of many.
  if (!selected || points.isMoving || countOfRanges(document.selection.rows) > 1) return;
  untrack(() => layout.selected());
  void layout.insets;
  scene.reveal(selected);
};
