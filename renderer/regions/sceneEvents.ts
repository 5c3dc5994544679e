import { samePointRef } from '../document/selection.ts';
import type { PointRef, SceneEvents } from '../scene/sceneTypes.ts';
import type { Dropped, Page } from '../page/Page.svelte.ts';

/** A hand that holds a point still so long over another means that one: in a cloud every point is let go over some other. */
const DWELL_MS = 500;

/** What the scene tells, carried out on the page: hover, selection and the drag of a point. */
export function sceneEvents(page: Page): SceneEvents {
  const { points, comparison, notices, workspace } = page;
  let isDragging = false;
  /** The point that a hand has just let go of: it is known well enough until the pointer has left it. */
  let letGo: PointRef | null = null;
  /** What the hand has taken up. */
  let taken: Dropped['from'] | null = null;
  /** When it moved last. */
  let movedMs = 0;
  return {
    hover(point, screenPx) {
      if (!samePointRef(point, letGo)) letGo = null;
      page.hover = point && !letGo ? { point, x: screenPx.x, y: screenPx.y } : null;
    },
    select(point, { add }) {
      page.dropped = null;
      if (add && point) comparison.toggle(point);
      else comparison.selectAlone(point);
    },
    dragStart(point) {
      page.hover = null;
      page.dropped = null;
      taken = { point, z: point.kind === 'probe' ? (points.find(point.id)?.z ?? null) : null };
      // So that the point can be told by its image's name when the hand lets go.
      if (point.kind === 'image') page.details.get(point.index).catch(() => undefined);
      isDragging = points.beginMove(point);
      if (isDragging) page.preferences.hintDone = true;
      else if (workspace.model && !workspace.model.hasDecoder) {
        notices.notify({
          code: 'no-decoder',
          message: `"${workspace.model.name}" has no decoder, so a dragged point cannot be drawn. Open a model with a decoder to drag.`,
        });
      }
    },
    drag(_point, deltaPosition, stampMs) {
      movedMs = performance.now();
      if (isDragging) points.moveBy(deltaPosition, stampMs);
    },
    dragEnd() {
      isDragging = false;
      letGo = points.selected;
      const isMeant = performance.now() - movedMs >= DWELL_MS;
      const onto = isMeant && letGo?.kind === 'probe' ? (page.scene?.pointUnder(letGo.id) ?? null) : null;
      points.commitMove();
      // Over where it was taken from, it is let go over nothing else.
      if (taken && onto && !samePointRef(taken.point, onto)) page.dropped = { from: taken, onto };
      taken = null;
    },
    dragCancel() {
      isDragging = false;
      points.abandonMove();
    },
    cameraMoved() {
      page.hover = null;
    },
    frameDrawn(stampMs) {
      page.timings.frameDrawn(stampMs);
      if (page.rows.loadedCount > 0) page.firstPointsDrawn.resolve();
    },
    tilesWanted(rows) {
      page.rows.wantTiles(rows);
    },
    tilesLost() {
      page.rows.refetchTiles();
    },
  };
}
