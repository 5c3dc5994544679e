/** A command of an outline, as font files and SVG have them; y grows upwards, in font units. */
export type OutlineCommand =
  | { type: 'M'; x: number; y: number }
  | { type: 'L'; x: number; y: number }
  | { type: 'Q'; x1: number; y1: number; x: number; y: number }
  | { type: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
  | { type: 'Z' };

/** x′ = a·x + c·y + e, y′ = b·x + d·y + f, in the order of SVG's matrix(). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A directed edge in pixels; every contour is closed. */
interface Edge {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const CURVE_SEGMENTS = 8;
const SUBLINES = 8;

/**
 * Fills an outline by the non-zero winding rule, white on black: coverage is exact along x and sampled on 8 lines per
 * pixel along y.
 * @param toPixels maps the outline's units to pixels (y downwards)
 * @returns [height, width] uint8
 */
export function fillOutline(
  outline: readonly OutlineCommand[],
  toPixels: Affine,
  width: number,
  height: number,
): Uint8Array {
  const crossings = crossingsByLine(flatten(outline, toPixels), height * SUBLINES);
  const cover = new Float64Array(width * height);
  crossings.forEach((onLine, line) => {
    onLine.sort((left, right) => left.x - right.x);
    const row = Math.floor(line / SUBLINES) * width;
    let winding = 0;
    for (let i = 0; i + 1 < onLine.length; i++) {
      const [from, to] = [onLine[i], onLine[i + 1]];
      if (!from || !to) break;
      winding += from.winding;
      if (winding !== 0) addSpan(cover, row, width, from.x, to.x);
    }
  });
  return Uint8Array.from(cover, (value) => Math.round((255 * Math.min(value, SUBLINES)) / SUBLINES));
}

interface Crossing {
  x: number;
  winding: 1 | -1;
}

/** Where the edges cross each line, line l lying at y = (l + ½) / SUBLINES. An edge owns its upper end, not its lower. */
function crossingsByLine(edges: readonly Edge[], lines: number): Crossing[][] {
  const crossings = Array.from({ length: lines }, (): Crossing[] => []);
  for (const { x0, y0, x1, y1 } of edges) {
    const first = Math.max(0, Math.ceil(Math.min(y0, y1) * SUBLINES - 0.5));
    const end = Math.min(lines, Math.ceil(Math.max(y0, y1) * SUBLINES - 0.5));
    for (let line = first; line < end; line++) {
      const y = (line + 0.5) / SUBLINES;
      crossings[line]?.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), winding: y1 > y0 ? 1 : -1 });
    }
  }
  return crossings;
}

/** Adds the covered share of each pixel between two x to a row. */
function addSpan(cover: Float64Array, row: number, width: number, fromX: number, toX: number): void {
  const from = Math.max(0, fromX);
  const to = Math.min(width, toX);
  for (let x = Math.floor(from); x < to; x++) {
    const share = Math.min(to, x + 1) - Math.max(from, x);
    cover[row + x] = (cover[row + x] ?? 0) + share;
  }
}

function flatten(outline: readonly OutlineCommand[], [a, b, c, d, e, f]: Affine): Edge[] {
  const edges: Edge[] = [];
  let [startX, startY, fromX, fromY] = [0, 0, 0, 0];
  const lineTo = (x: number, y: number): void => {
    edges.push({
      x0: a * fromX + c * fromY + e,
      y0: b * fromX + d * fromY + f,
      x1: a * x + c * y + e,
      y1: b * x + d * y + f,
    });
    [fromX, fromY] = [x, y];
  };
  for (const command of outline) {
    if (command.type === 'M') {
      lineTo(startX, startY);
      [startX, startY, fromX, fromY] = [command.x, command.y, command.x, command.y];
    } else if (command.type === 'L') lineTo(command.x, command.y);
    else if (command.type === 'Z') lineTo(startX, startY);
    else {
      const [x0, y0] = [fromX, fromY];
      // A quadratic curve is a cubic one with both control points at two thirds of the way (degree elevation).
      const [x1, y1, x2, y2] =
        command.type === 'C'
          ? [command.x1, command.y1, command.x2, command.y2]
          : [
              x0 + (2 / 3) * (command.x1 - x0),
              y0 + (2 / 3) * (command.y1 - y0),
              command.x + (2 / 3) * (command.x1 - command.x),
              command.y + (2 / 3) * (command.y1 - command.y),
            ];
      for (let i = 1; i <= CURVE_SEGMENTS; i++) {
        const t = i / CURVE_SEGMENTS;
        const u = 1 - t;
        lineTo(
          u * u * u * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t * t * t * command.x,
          u * u * u * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t * t * t * command.y,
        );
      }
    }
  }
  lineTo(startX, startY);
  return edges;
}
