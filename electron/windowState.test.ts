import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWindowState, visibleBounds, writeWindowState } from './windowState.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const beside = { x: 1440, y: 0, width: 2560, height: 1440 };

test('a state that was written is read again, and a damaged one is the default', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'hourglass-window-')), 'window.json');
  const state = { bounds: { x: 10, y: 20, width: 1000, height: 700 }, maximized: true };
  writeWindowState(path, state);
  expect(readWindowState(path)).toEqual(state);
  writeFileSync(path, '{"bounds": {"width": "wide"');
  expect(readWindowState(path)).toEqual({ bounds: { width: 1440, height: 900 }, maximized: false });
});

test('a window on a display that is still there stays where it was', () => {
  const bounds = { x: 1500, y: 100, width: 1200, height: 800 };
  expect(visibleBounds(bounds, [laptop, beside])).toEqual(bounds);
});

test('a window on a display that is gone loses its place and fits what is left', () => {
  expect(visibleBounds({ x: 1500, y: 100, width: 2000, height: 1300 }, [laptop])).toEqual({
    width: 1440,
    height: 875,
  });
  expect(visibleBounds({ x: 100, y: -900, width: 900, height: 700 }, [laptop])).toEqual({
    width: 900,
    height: 700,
  });
});
