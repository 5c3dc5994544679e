/**
 * How large images are looked at, linked: every pane shows the same part of its image, whatever its pixels. Places in an
 * image are shares of its width and height, 0..1 from the left top; places in a pane are CSS pixels.
 */
export interface Place {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Rectangle extends Place, Size {}

/** What stands in the middle of each pane, and how large it is: zoom 1 shows the whole image. */
export interface LinkedView extends Place {
  zoom: number;
}

export const WHOLE: LinkedView = { x: 0.5, y: 0.5, zoom: 1 };
/** The part of an image that can be brought into the middle: all of it. */
export const ALL: Rectangle = { x: 0, y: 0, width: 1, height: 1 };

const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 256;
/** CSS pixels that stay free around an image that is shown whole. */
const MARGIN_PX = 4;

/** CSS pixels a pixel of the image takes. */
export function scaleOf({ zoom }: LinkedView, pane: Size, image: Size): number {
  const across = (pane.width - 2 * MARGIN_PX) / image.width;
  const down = (pane.height - 2 * MARGIN_PX) / image.height;
  return Math.max(1e-6, Math.min(across, down)) * zoom;
}

/** Where a place in the image is in the pane. */
export function imageToPane(view: LinkedView, pane: Size, image: Size, place: Place): Place {
  const scale = scaleOf(view, pane, image);
  return {
    x: pane.width / 2 + (place.x - view.x) * image.width * scale,
    y: pane.height / 2 + (place.y - view.y) * image.height * scale,
  };
}

/** Where a place in the pane is in the image: beyond 0..1 beside it. */
export function paneToImage(view: LinkedView, pane: Size, image: Size, px: Place): Place {
  const scale = scaleOf(view, pane, image);
  return {
    x: view.x + (px.x - pane.width / 2) / (image.width * scale),
    y: view.y + (px.y - pane.height / 2) / (image.height * scale),
  };
}

/** Nearer or further, with the same place in the middle. */
export function zoomedBy(view: LinkedView, factor: number): LinkedView {
  return { ...view, zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, view.zoom * factor)) };
}

/**
 * Nearer or further, with what is under `px` staying there.
 * @param reach what can be brought into the middle, in shares of the image
 */
export function zoomedAt(
  view: LinkedView,
  pane: Size,
  image: Size,
  px: Place,
  factor: number,
  reach: Rectangle = ALL,
): LinkedView {
  const { zoom } = zoomedBy(view, factor);
  const before = paneToImage(view, pane, image, px);
  const after = paneToImage({ ...view, zoom }, pane, image, px);
  return within({ x: view.x + before.x - after.x, y: view.y + before.y - after.y, zoom }, reach);
}

/** Moved with the hand, by CSS pixels. */
export function pannedBy(
  view: LinkedView,
  pane: Size,
  image: Size,
  by: Place,
  reach: Rectangle = ALL,
): LinkedView {
  const scale = scaleOf(view, pane, image);
  return within(
    { ...view, x: view.x - by.x / (image.width * scale), y: view.y - by.y / (image.height * scale) },
    reach,
  );
}

/**
 * Where the file's own image lies so that what the model sees of it covers the model's image: in shares of the latter. The
 * model's pixels are whole ones, so the two can be off by a part of one of those.
 * @param fit how the file's image was brought to the model's size
 */
export function originalPlace(original: Size, model: Size, fit: 'cover' | 'contain' | 'stretch'): Rectangle {
  if (fit === 'stretch') return ALL;
  const across = model.width / original.width;
  const down = model.height / original.height;
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down);
  const width = (original.width * scale) / model.width;
  const height = (original.height * scale) / model.height;
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** The smallest rectangle that holds the image and all of these. */
export function rectangleAround(places: readonly Rectangle[]): Rectangle {
  const all = [ALL, ...places];
  const x = Math.min(...all.map((each) => each.x));
  const y = Math.min(...all.map((each) => each.y));
  const right = Math.max(...all.map((each) => each.x + each.width));
  const bottom = Math.max(...all.map((each) => each.y + each.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** The pixel of the image at a place, by its column and row; null beside the image. */
export function pixelAt(image: Size, { x, y }: Place): Place | null {
  if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
  return { x: Math.floor(x * image.width), y: Math.floor(y * image.height) };
}

export type Arrangement = 'row' | 'column';

/** Beside each other or one below the other: whichever shows images of this shape larger. */
export function arrangementOf(area: Size, image: Size, count: number): Arrangement {
  const beside = Math.min(area.width / count / image.width, area.height / image.height);
  const below = Math.min(area.width / image.width, area.height / count / image.height);
  return beside >= below ? 'row' : 'column';
}

/** With some of what can be reached in the middle. */
export function within(view: LinkedView, { x, y, width, height }: Rectangle): LinkedView {
  const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  return { ...view, x: clamp(view.x, x, x + width), y: clamp(view.y, y, y + height) };
}
