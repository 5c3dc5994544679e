import type { SceneLayer } from '../Feature.ts';

/** Theme and thumbnails, as the person likes them. */
export const lookLayer: SceneLayer = (scene, { preferences }) => {
  scene.setTheme(preferences.theme);
  scene.setShowThumbnails(preferences.thumbnails);
};

/** What open panels, dock and status bar cover of the canvas, in CSS pixels from the theme's lengths. */
export const insetsLayer: SceneLayer = (scene, { preferences, dockHeightPx }) => {
  const style = getComputedStyle(scene.canvas);
  const lengthPx = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const panelPx = lengthPx('--panel-width') + lengthPx('--s3');
  scene.setInsets({
    left: preferences.leftOpen ? panelPx : 0,
    right: preferences.rightOpen ? panelPx : 0,
    top: 0,
    bottom: lengthPx('--status-height') + dockHeightPx,
  });
};
