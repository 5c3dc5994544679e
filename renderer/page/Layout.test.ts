import { describe, expect, it } from 'vitest';
import { Layout } from './Layout.svelte.ts';

const layoutOf = (widthPx: number) => {
  const preferences = { leftOpen: true, rightOpen: true, dockOpen: false };
  const layout = new Layout(preferences);
  layout.widthPx = widthPx;
  layout.panelPx.left = { width: 288, height: 400 };
  layout.panelPx.right = { width: 288, height: 300 };
  layout.statusHeightPx = 28;
  return { layout, preferences };
};

describe('Layout', () => {
  it.each([
    [2560, 'both'],
    [1000, 'both'],
    [999, 'one'],
    [640, 'one'],
    [559, 'sheet'],
    [390, 'sheet'],
  ] as const)('at %i px arranges panels as %s', (widthPx, arrangement) => {
    expect(layoutOf(widthPx).layout.arrangement).toBe(arrangement);
  });

  it('keeps both panels as the person likes them where there is room, and tells what they cover', () => {
    const { layout, preferences } = layoutOf(1280);
    expect(layout.insets).toEqual({ left: 300, right: 300, top: 0, bottom: 28 });
    layout.leftOpen = false;
    layout.dockHeightPx = 34;
    expect(preferences.leftOpen).toBe(false);
    expect(layout.insets).toEqual({ left: 0, right: 300, top: 0, bottom: 74 });
  });

  it('has one panel at a time where there is room for one, and forgets nothing of how it is with more', () => {
    const { layout, preferences } = layoutOf(800);
    expect([layout.leftOpen, layout.rightOpen]).toEqual([false, false]);
    layout.leftOpen = true;
    layout.rightOpen = true;
    expect([layout.leftOpen, layout.rightOpen]).toEqual([false, true]);
    expect(layout.insets).toEqual({ left: 0, right: 300, top: 0, bottom: 28 });
    expect(preferences).toEqual({ leftOpen: true, rightOpen: true, dockOpen: false });
  });

  it('shows the inspector with a selection until it is folded away by hand', () => {
    const { layout } = layoutOf(800);
    layout.selected();
    expect(layout.rightOpen).toBe(true);
    layout.rightOpen = false;
    layout.selected();
    expect(layout.rightOpen).toBe(false);
    layout.rightOpen = true;
    layout.leftOpen = true;
    layout.selected();
    expect([layout.leftOpen, layout.rightOpen]).toEqual([false, true]);
  });

  it('has panels and dock in turns as sheets in a narrow window, over the lower part of the scene', () => {
    const { layout, preferences } = layoutOf(390);
    layout.dockHeightPx = 34;
    layout.dockOpen = true;
    expect(layout.dockOpen).toBe(true);
    layout.leftOpen = true;
    expect([layout.dockOpen, layout.leftOpen, layout.isDockCovered]).toEqual([false, true, true]);
    expect(layout.insets).toEqual({ left: 0, right: 0, top: 44, bottom: 440 });
    layout.dockOpen = true;
    expect([layout.leftOpen, layout.isDockCovered]).toEqual([false, false]);
    expect(layout.insets.bottom).toBe(74);
    expect(preferences.dockOpen).toBe(false);
  });
});
