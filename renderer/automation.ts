import { rowsOfRanges } from '../protocol/rowRanges.ts';
import type { PointDetails } from '../protocol/collection.ts';
import type { JobInfo } from '../protocol/job.ts';
import type { LatencySummary } from './drag/LatencyMeter.ts';
import type { PointRef } from './scene/sceneTypes.ts';
import type { Page } from './page/Page.svelte.ts';

/** What tests and scripts see of the page, as `window.hourglass`. Additions keep the version, changes raise it. */
export interface HourglassAutomation {
  readonly version: 1;
  /** Resolved when the first points are drawn. */
  readonly ready: Promise<void>;
  state(): {
    host: string;
    connection: string;
    provider: string | null;
    model: {
      name: string;
      path: string;
      latentSize: number;
      hasEncoder: boolean;
      hasDecoder: boolean;
    } | null;
    collection: {
      id: string;
      name: string;
      state: string;
      count: number;
      total: number;
      unreadable: number;
    } | null;
    /** Points that have arrived in the page. */
    pointCount: number;
    /** Nothing moves in the scene, and no frame is due. */
    settled: boolean;
    projection: {
      id: string;
      title: string;
      kind: string;
      dims: number;
      /** It is being computed. */
      isRefining: boolean;
      explainedVariance: readonly number[];
    } | null;
    /** Where the selected decoded point lies among the images. */
    nearness: { kind: string; nearest: number; distance: number } | null;
    /** The training that the rows are seen in, with the number of its update; null while there is none. */
    live: { jobId: string; version: number } | null;
    selection: PointRef | null;
    /** Every selected image. */
    selectedRows: number[];
    /** The column that colours the points. */
    colorBy: string | null;
    columns: { name: string; type: string; origin: string; known: number }[];
    /** What is undone next, in words; null for nothing. */
    undo: string | null;
    /** Where the camera is, in projection units. */
    view: { position: readonly number[]; target: readonly number[] } | null;
    probes: { id: string; name: string; z: number[] }[];
    jobs: readonly JobInfo[];
  };
  /** Whether neither filter, search nor hiding keeps an image from being shown. */
  row(index: number): { isShown: boolean };
  /** What is known of one image. */
  details(index: number): Promise<PointDetails>;
  /** Where an image of the collection is on the page, in CSS pixels; visible: a pointer pressed there takes it. */
  screenPosition(index: number): { x: number; y: number; visible: boolean };
  /** The same of a decoded point. */
  screenPositionOfProbe(id: string): { x: number; y: number; visible: boolean };
  /** The image of the selected decoded point, else the newest decoded one, with its z; null before the first. */
  probe(): { z: number[]; width: number; height: number; rgba: Uint8ClampedArray } | null;
  timings(): {
    /** From the call to image data in the page. */
    decode: LatencySummary;
    /** The decoder's own time in the engine. */
    decodeInEngine: LatencySummary;
    /** From the pointer event to the frame that shows its image. */
    handToPixels: LatencySummary;
    /** From frame to frame while something moves. */
    frame: LatencySummary;
  };
  /** Forgets what was timed: what is read next is of what comes now. */
  resetTimings(): void;
}

declare global {
  interface Window {
    hourglass?: HourglassAutomation;
  }
}

function nearnessOf({ nearness }: Pick<Page, 'nearness'>) {
  const { kind, value } = nearness;
  const nearest = value?.nearest[0];
  return kind && nearest ? { kind, nearest: nearest.row, distance: nearest.distance } : null;
}

const HIDDEN = { x: 0, y: 0, visible: false } as const;

export function installAutomation(page: Page): void {
  const { workspace, points, timings } = page;
  /** From the canvas to the page; what a panel covers is not visible. */
  const onPage = (place: { x: number; y: number; visible: boolean }) => {
    const canvas = page.scene?.canvas;
    if (!canvas) return HIDDEN;
    const box = canvas.getBoundingClientRect();
    const x = place.x + box.left;
    const y = place.y + box.top;
    return { x, y, visible: place.visible && document.elementFromPoint(x, y) === canvas };
  };
  window.hourglass = {
    version: 1,
    ready: page.firstPointsDrawn.promise,
    state: () => {
      const { model, collection, projection, live } = workspace;
      return {
        host: workspace.host,
        connection: workspace.status,
        provider: (model?.decoderProvider ?? model?.encoderProvider)?.chosen ?? null,
        model: model && {
          name: model.name,
          path: model.path,
          latentSize: model.latentSize,
          hasEncoder: model.hasEncoder,
          hasDecoder: model.hasDecoder,
        },
        collection: collection && {
          id: collection.id,
          name: collection.name,
          state: collection.state,
          count: collection.count,
          total: collection.total,
          unreadable: collection.unreadableCount,
        },
        pointCount: page.rows.loadedCount,
        settled: page.scene?.settled ?? false,
        projection: projection && {
          id: projection.id,
          title: projection.title,
          kind: projection.kind,
          dims: projection.dims,
          isRefining: projection.kind === 'curved' && projection.isRefining,
          explainedVariance: projection.explainedVariance,
        },
        nearness: nearnessOf(page),
        live: live && { jobId: live.jobId, version: live.version },
        selection: points.selected,
        selectedRows: [...rowsOfRanges(page.document.selection.rows)],
        colorBy: page.document.colorBy,
        columns: page.columns.infos.map(({ name, type, origin, known }) => ({ name, type, origin, known })),
        undo: page.document.history.undoLabel,
        view: page.scene?.viewState() ?? null,
        probes: points.shown.map(({ id, name, z }) => ({ id, name, z: [...z] })),
        jobs: workspace.jobs,
      };
    },
    row: (index) => ({ isShown: page.flags.isShown(index) }),
    details: (index) => page.details.get(index),
    screenPosition: (index) => onPage(page.scene?.screenPosition(index) ?? HIDDEN),
    screenPositionOfProbe: (id) => onPage(page.scene?.screenPositionOfProbe(id) ?? HIDDEN),
    probe: () => {
      const image = points.selectedPoint?.image ?? points.lastDecoded;
      return image && { z: [...image.z], width: image.width, height: image.height, rgba: image.rgba };
    },
    timings: () => ({
      decode: points.decoder.roundTrip.summary(),
      decodeInEngine: points.decoder.inEngine.summary(),
      handToPixels: timings.handToPixels.summary(),
      frame: timings.frame.summary(),
    }),
    resetTimings: () => {
      const { decoder } = points;
      for (const meter of [decoder.roundTrip, decoder.inEngine, timings.handToPixels, timings.frame]) {
        meter.reset();
      }
    },
  };
}
