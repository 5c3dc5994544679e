/**
 * Which images of a plane are shown. At level L they stand 2^−L units apart, each centred on its own place, so that the image in the
 * middle is the decode of the centre at every level. Blocks of side × side of them are decoded at once.
 */

/** Where one looks at the plane. */
export interface ManifoldView {
  /** In the middle of the window, in units of the plane's axes; v points up. */
  readonly u: number;
  readonly v: number;
  /** Pixels of a unit, across. */
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Block {
  readonly level: number;
  /** Counted from the middle, to the right and down; it starts at image x · side. */
  readonly x: number;
  readonly y: number;
}

export interface Grid {
  /** Images along a block's side. */
  readonly side: number;
  /** Height of an image over its width. */
  readonly aspect: number;
}

export const LEAST_ZOOM = 16;
export const MOST_ZOOM = 2 ** 17;

export const blockKey = ({ level, x, y }: Block): string => `${level} ${x} ${y}`;

/** Units from one image to the next. */
export const spacingAt = (level: number): number => 2 ** -level;

/** The level at which images are leastPx to 2 · leastPx wide. */
export const levelAt = (zoom: number, leastPx: number): number => Math.floor(Math.log2(zoom / leastPx));

/** Images along the side of a block: few where one of them takes long to decode. */
export function blockSide({ width, height }: Size): number {
  const pixels = width * height;
  return pixels <= 64 * 64 ? 8 : pixels <= 128 * 128 ? 4 : pixels <= 256 * 256 ? 2 : 1;
}

/** Blocks that are seen, in part at least, those nearest to the middle first. */
export function blocksIn(view: ManifoldView, window: Size, level: number, { side, aspect }: Grid): Block[] {
  const spacing = spacingAt(level);
  const step = side * spacing;
  const halfAcross = window.width / view.zoom / 2;
  const halfUp = window.height / (view.zoom * aspect) / 2;
  // An image is centred on its place: a block begins half an image before that of its first one.
  const first = (place: number) => Math.floor((place + spacing / 2) / step);
  const [left, right] = [first(view.u - halfAcross), first(view.u + halfAcross)];
  const [top, bottom] = [first(-view.v - halfUp), first(-view.v + halfUp)];
  const blocks: (Block & { far: number })[] = [];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const middle = (at: number) => at * step + (step - spacing) / 2;
      blocks.push({ level, x, y, far: Math.hypot(middle(x) - view.u, middle(y) + view.v) });
    }
  }
  return blocks.sort((a, b) => a.far - b.far).map(({ level: of, x, y }) => ({ level: of, x, y }));
}

/** Places of a block's images, row by row: [side², 2] as u, v. */
export function placesOf({ level, x, y }: Block, side: number): [number, number][] {
  const spacing = spacingAt(level);
  return Array.from({ length: side * side }, (_, at) => [
    (x * side + (at % side)) * spacing,
    0 - (y * side + Math.floor(at / side)) * spacing,
  ]);
}

/** The place whose image covers another one. */
export function nearestPlace(u: number, v: number, level: number): [number, number] {
  const spacing = spacingAt(level);
  return [Math.round(u / spacing) * spacing, Math.round(v / spacing) * spacing];
}

/** Pixels of the window, from its top left corner, to a place. */
export const placeAt = (
  view: ManifoldView,
  window: Size,
  aspect: number,
  px: number,
  py: number,
): [number, number] => [
  view.u + (px - window.width / 2) / view.zoom,
  view.v - (py - window.height / 2) / (view.zoom * aspect),
];

/** Nearer or further by a factor, with what lies under a pixel staying under it. */
export function zoomedAt(
  view: ManifoldView,
  window: Size,
  aspect: number,
  factor: number,
  px: number,
  py: number,
): ManifoldView {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, view.zoom * factor));
  const [u, v] = placeAt(view, window, aspect, px, py);
  return {
    u: u - (px - window.width / 2) / zoom,
    v: v + (py - window.height / 2) / (zoom * aspect),
    zoom,
  };
}
