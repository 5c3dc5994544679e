/** Why something is not possible now, in words; null where it is. Several commands share each of these. */
import type { Page } from '../page/Page.svelte.ts';

export type Guard<Parts extends keyof Page = keyof Page> = (page: Pick<Page, Parts>) => string | null;

/** The first reason that holds. */
export const allOf =
  <Parts extends keyof Page>(...guards: readonly Guard<Parts>[]): Guard<Parts> =>
  (page) => {
    for (const guard of guards) {
      const refusal = guard(page);
      if (refusal !== null) return refusal;
    }
    return null;
  };

export const needsEngine: Guard<'workspace'> = ({ workspace }) =>
  workspace.status === 'open' ? null : 'The engine is not there yet; try once more in a moment.';

export const needsModel: Guard<'workspace'> = ({ workspace }) =>
  workspace.model ? null : 'No model is open. Open one first.';

export const needsDecoder: Guard<'workspace'> = (page) => {
  const { model } = page.workspace;
  if (!model || model.hasDecoder) return needsModel(page);
  return `"${model.name}" has no decoder, so points cannot be drawn. Open a model with a decoder.`;
};

export const needsPoints: Guard<'rows' | 'points'> = ({ rows, points }) =>
  rows.loadedCount > 0 || points.shown.length > 0 ? null : 'There are no points yet.';

export const needsImages: Guard<'rows'> = ({ rows }) =>
  rows.loadedCount > 0 ? null : 'There are no images yet. Open a folder of images first.';

export const needsSelectedImages: Guard<'document'> = ({ document }) =>
  document.selection.rows.length > 0
    ? null
    : 'No image is selected. Click one, draw a lasso with Shift, or select what is shown.';

export const needsSelection: Guard<'points'> = ({ points }) =>
  points.selected ? null : 'Nothing is selected. Click a point, or press ].';

export const needsDecodedPoint: Guard<'points'> = ({ points }) =>
  points.selectedPoint ? null : 'No decoded point is selected. Drag an image, or press N, to make one.';
