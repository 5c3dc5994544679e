import type { LatentPosition, PointRef, SceneEvents } from '../scene/sceneTypes.ts';
import type { AppState } from './AppState.svelte.ts';
import type { PageTimings } from './PageTimings.ts';

/** What the scene tells, carried out on the state: hover, selection and the drag of a point. */
export function sceneEvents(app: AppState, timings: PageTimings): SceneEvents {
  const { points } = app;
  /** z where the drag began; null when the point cannot be dragged. */
  let start: Float32Array | null = null;

  const moveTo = (delta: LatentPosition, stampMs: number) => {
    if (start) points.moveBy(start, delta, stampMs);
  };
  return {
    hover(point, screenPx, distance) {
      app.hover = point ? { point, x: screenPx.x, y: screenPx.y, distance } : null;
    },
    select(point) {
      points.select(point);
    },
    dragStart(point: PointRef) {
      app.hover = null;
      start = points.beginMove(point, app.nameOf(point)) ? (points.selectedProbe?.z ?? null) : null;
      if (start) app.preferences.hintDone = true;
      else if (app.model && !app.model.hasDecoder) {
        app.notify({
          code: 'no-decoder',
          message: `"${app.model.name}" has no decoder, so a dragged point cannot be drawn. Open a model with a decoder to drag.`,
        });
      }
    },
    drag(_point, deltaPosition, stampMs) {
      moveTo(deltaPosition, stampMs);
    },
    dragEnd() {
      start = null;
      points.commitMove();
    },
    dragCancel() {
      start = null;
      points.abandonMove();
    },
    cameraMoved() {
      app.hover = null;
    },
    frameDrawn(stampMs) {
      timings.frameDrawn(stampMs);
      if (app.rows.loadedCount > 0) app.firstPointsDrawn.resolve();
    },
    tilesWanted(rows) {
      app.rows.wantTiles(rows);
    },
    tilesLost() {
      app.rows.refetchTiles();
    },
  };
}
