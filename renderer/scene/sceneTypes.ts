import type { RgbaImage } from '../../protocol/RgbaImage.ts';

/** What the pointer can touch: an image of the collection, or a decoded point. */
export type PointRef =
  { readonly kind: 'image'; readonly index: number } | { readonly kind: 'probe'; readonly id: string };

/** [x, y, z] in projection units, the units of Projection.axes · (z − mean). */
export type LatentPosition = readonly [number, number, number];

/** CSS pixels from the canvas's top left corner. */
export interface ScreenPx {
  x: number;
  y: number;
}

/** A rectangle from its top left corner; of what and in which pixels is said where it is used. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What floating panels cover at each side of the canvas, CSS pixels ≥ 0. */
export interface Insets {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export type { RgbaImage };

/** A decoded point in the scene. */
export interface ProbeSprite {
  id: string;
  position: LatentPosition;
  /** Where it was dragged from: a thin line leads there. */
  origin?: LatentPosition;
  /** null until the first decode has arrived: then the image of `tileIndex` stands in, or an empty frame. */
  image: RgbaImage | null;
  /** The collection's image it was dragged from. */
  tileIndex?: number;
}

/** Where one looks from; plain data that can be kept and given back. */
export interface ViewState {
  position: [number, number, number];
  target: [number, number, number];
}

/** What a person did in the scene. `screenPx` objects are reused between calls: copy what is to be kept. */
export interface SceneEvents {
  hover(point: PointRef | null, screenPx: ScreenPx): void;
  /**
   * A click; null on empty space. `add`: with Shift, Ctrl or Cmd, so the point is to be added to the selection or taken out
   * of it; never null then, and not outlined by the scene.
   */
  select(point: PointRef | null, how: { readonly add: boolean }): void;
  /** A press on a point began to move. A probe of your own should follow with setProbes. */
  dragStart(point: PointRef): void;
  /** `deltaPosition` is in projection units since the start, reused between calls; `stampMs` is the event's timeStamp. */
  drag(point: PointRef, deltaPosition: LatentPosition, stampMs: number): void;
  dragEnd(point: PointRef, deltaPosition: LatentPosition): void;
  /** Esc, or a second finger: put back what was. */
  dragCancel(point: PointRef): void;
  /** The view changed by hand, flight or setView. */
  cameraMoved(): void;
  /** A frame was drawn; `stampMs` is the newest stamp given to updateProbe that it shows for the first time, else null. */
  frameDrawn(stampMs: number | null): void;
  /**
   * Where thumbnails are paged: these rows are on screen as images, nearest and largest first, and have no thumbnail. Give
   * them with setTiles; what is still missing of an earlier list is not wanted any more. Not in every frame, and only
   * again when something changed.
   */
  tilesWanted?(rows: Uint32Array<ArrayBuffer>): void;
  /** The GPU context was lost and is back: thumbnails must be given again with setTiles. */
  tilesLost?(): void;
}
