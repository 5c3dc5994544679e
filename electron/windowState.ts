import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Bounds {
  x?: number;
  y?: number;
  width: number;
  height: number;
}

export interface WindowState {
  bounds: Bounds;
  maximized: boolean;
}

const DEFAULT_STATE: WindowState = { bounds: { width: 1440, height: 900 }, maximized: false };

/** The state at the last close; the default when there is none or it is damaged. */
export function readWindowState(path: string): WindowState {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<WindowState>;
    const { width, height } = value.bounds ?? {};
    if (!Number.isFinite(width) || !Number.isFinite(height)) return DEFAULT_STATE;
    return { bounds: value.bounds ?? DEFAULT_STATE.bounds, maximized: value.maximized === true };
  } catch {
    return DEFAULT_STATE;
  }
}

export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileSync(`${path}.tmp`, JSON.stringify(state));
    renameSync(`${path}.tmp`, path);
  } catch {
    // Where the window stood is not worth a message.
  }
}

/**
 * Bounds that can be seen: a window last closed on a display that is gone loses its place and, where it is larger than
 * every display, its size.
 */
export function visibleBounds(bounds: Bounds, workAreas: readonly Required<Bounds>[]): Bounds {
  const { x, y, width, height } = bounds;
  const shown =
    x !== undefined &&
    y !== undefined &&
    workAreas.some(
      (area) =>
        x < area.x + area.width - 80 &&
        x + width > area.x + 80 &&
        y >= area.y - 8 &&
        y < area.y + area.height - 80,
    );
  const largest = workAreas.reduce(
    (best, area) => ({ width: Math.max(best.width, area.width), height: Math.max(best.height, area.height) }),
    { width: 0, height: 0 },
  );
  const size = largest.width
    ? { width: Math.min(width, largest.width), height: Math.min(height, largest.height) }
    : { width, height };
  return shown ? { x, y, ...size } : size;
}
