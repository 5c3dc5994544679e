import { blocksIn, spacingAt, type Grid, type ManifoldView, type Size } from './tiles.ts';
import type { BlockLoader, DrawnBlock } from './BlockLoader.ts';

/** A place with a frame around its image. */
export interface Framed {
  readonly u: number;
  readonly v: number;
  readonly level: number;
  readonly colour: string;
}

export interface ManifoldPicture {
  readonly view: ManifoldView;
  /** In CSS pixels. */
  readonly window: Size;
  readonly pixelRatio: number;
  /** The one that is wanted; others stand in for what is not there yet. */
  readonly level: number;
  readonly grid: Grid;
  readonly isSmooth: boolean;
  readonly framed: readonly Framed[];
}

/** @returns whether all of the level that is wanted was there */
export function drawManifold(
  context: CanvasRenderingContext2D,
  blocks: BlockLoader,
  picture: ManifoldPicture,
): boolean {
  const { view, window, pixelRatio, level, grid, isSmooth } = picture;
  const wanted = blocksIn(view, window, level, grid);
  const isWhole = wanted.every((block) => blocks.has(block));
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.imageSmoothingEnabled = isSmooth;
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const toX = (u: number) => Math.round(((u - view.u) * view.zoom + window.width / 2) * pixelRatio);
  const toY = (down: number) =>
    Math.round(((down + view.v) * view.zoom * grid.aspect + window.height / 2) * pixelRatio);
  const draw = ({ canvas, level: of, x, y }: DrawnBlock) => {
    const spacing = spacingAt(of);
    const [left, top] = [(x * grid.side - 0.5) * spacing, (y * grid.side - 0.5) * spacing];
    const step = grid.side * spacing;
    const [x0, y0, x1, y1] = [toX(left), toY(top), toX(left + step), toY(top + step)];
    if (x1 <= 0 || y1 <= 0 || x0 >= context.canvas.width || y0 >= context.canvas.height) return;
    context.drawImage(canvas, x0, y0, x1 - x0, y1 - y0);
  };
  if (!isWhole) {
    const others = [...blocks.all].filter((block) => block.level !== level);
    others.sort((a, b) => Math.abs(b.level - level) - Math.abs(a.level - level));
    others.forEach(draw);
  }
  for (const block of wanted) {
    const drawn = blocks.get(block);
    if (drawn) draw(drawn);
  }
  for (const { u, v, level: of, colour } of picture.framed) {
    const half = spacingAt(of) / 2;
    const [x0, y0, x1, y1] = [toX(u - half), toY(-v - half), toX(u + half), toY(-v + half)];
    context.strokeStyle = colour;
    context.lineWidth = 2 * pixelRatio;
    context.strokeRect(x0 + pixelRatio, y0 + pixelRatio, x1 - x0 - 2 * pixelRatio, y1 - y0 - 2 * pixelRatio);
  }
  return isWhole;
}
