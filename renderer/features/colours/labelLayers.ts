import { LABEL_COLUMN } from '../../../protocol/columns.ts';
import { isCategoryShown } from '../../document/categoryFilter.ts';
import { labelColors } from './labelColors.ts';
import type { SceneLayer } from '../Feature.ts';

/** Each label's colour. */
export const paletteLayer: SceneLayer = (scene, { workspace, preferences }) => {
  scene.setPalette(labelColors(workspace.collection?.labels.length ?? 0, preferences.theme));
};

/** Which labels are shown; the last entry stands for points without one. */
export const visibilityLayer: SceneLayer = (scene, { workspace, document }) => {
  const filter = document.filters[LABEL_COLUMN];
  const names = [...(workspace.collection?.labels ?? []).map(({ name }) => name), null];
  scene.setVisibleLabels(filter ? names.map((name) => isCategoryShown(filter, name)) : null);
};
