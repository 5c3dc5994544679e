import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pressViewerKey } from './viewerKeys.ts';

class Element {
  isSlider = false;
  matches(): boolean {
    return this.isSlider;
  }
}

describe('keys of the large view', () => {
  beforeEach(() => {
    vi.stubGlobal('HTMLElement', Element);
    for (const name of ['HTMLTextAreaElement', 'HTMLSelectElement', 'HTMLInputElement']) {
      vi.stubGlobal(name, class {});
    }
  });
  afterEach(() => void vi.unstubAllGlobals());

  const press = (key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}, isSlider = false) => {
    const deeds = {
      walk: vi.fn(),
      zoom: vi.fn(),
      fit: vi.fn(),
      pan: vi.fn(),
      movePixel: vi.fn(),
      close: vi.fn(),
    };
    const element = new Element();
    element.isSlider = isSlider;
    const target = element as never;
    const isTaken = pressViewerKey(
      { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, target, ...held },
      deeds,
    );
    const done = Object.entries(deeds).flatMap(([name, deed]) =>
      deed.mock.calls.map((words: unknown[]) => [name, ...words]),
    );
    return { isTaken, done };
  };

  it.each([
    ['ArrowRight', {}, ['walk', 1]],
    ['[', {}, ['walk', -1]],
    ['ArrowUp', { ctrlKey: true }, ['movePixel', 0, -1]],
    ['ArrowLeft', { shiftKey: true }, ['pan', -0.1, 0]],
    ['+', { shiftKey: true }, ['zoom', 1.5]],
    ['0', {}, ['fit']],
    ['V', { shiftKey: true }, ['close']],
  ])('%s %o does %o', (key, held, deed) => {
    expect(press(key, held)).toEqual({ isTaken: true, done: [deed] });
  });

  it('leaves what means nothing, and the arrows of a slider', () => {
    for (const pressed of [press('ArrowUp'), press('x'), press('0', { ctrlKey: true })]) {
      expect(pressed).toEqual({ isTaken: false, done: [] });
    }
    expect(press('ArrowRight', {}, true)).toEqual({ isTaken: false, done: [] });
  });
});
