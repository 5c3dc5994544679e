import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CameraMemory } from './CameraMemory.ts';
import type { ViewState } from '../scene/sceneTypes.ts';

const at = (x: number): ViewState => ({ position: [x, 0, 0], target: [0, 0, 0] });

/** A camera that stands where a test puts it. */
function setUp() {
  const kept: (number | null)[] = [];
  const memory = new CameraMemory((view) => kept.push(view && view.position[0]));
  const canvas = new EventTarget() as HTMLCanvasElement;
  let view = at(0);
  const camera = {
    canvas,
    viewState: () => view,
    setView: (next: ViewState) => void (view = next),
    goBackWithPoints: (next: ViewState | null) => void (view = next ?? at(100)),
    frameAll: () => void (view = at(100)),
    settled: true,
  };
  const unwatch = memory.watch(camera);
  return { kept, memory, camera, canvas, unwatch, moveTo: (x: number) => void (view = at(x)) };
}

describe('CameraMemory', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', new EventTarget());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('keeps where the hand has steered, while it moves and at the end', () => {
    const { kept, canvas, moveTo } = setUp();
    canvas.dispatchEvent(new Event('wheel'));
    moveTo(1);
    vi.advanceTimersByTime(250);
    moveTo(2);
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps nothing of a press that leaves the camera, nor of a camera that moves by itself', () => {
    const { kept, canvas, moveTo } = setUp();
    canvas.dispatchEvent(new Event('pointerdown'));
    window.dispatchEvent(new Event('pointerup'));
    vi.advanceTimersByTime(1000);
    moveTo(7);
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([]);
  });

  it('follows a flight to its end', () => {
    const { kept, memory, camera, moveTo } = setUp();
    memory.steer(() => (camera.settled = false));
    for (let step = 1; step <= 3; step++) {
      moveTo(step);
      vi.advanceTimersByTime(200);
    }
    camera.settled = true;
    moveTo(4);
    vi.advanceTimersByTime(1000);
    expect(kept.at(-1)).toBe(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps nothing for a camera that frames everything, and what it is given stays where it is', () => {
    const { kept, memory, camera, canvas, moveTo } = setUp();
    canvas.dispatchEvent(new Event('wheel'));
    moveTo(3);
    memory.frameAll();
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([null]);
    memory.restore(at(5));
    vi.advanceTimersByTime(1000);
    expect(camera.viewState()).toEqual(at(5));
    expect(kept).toEqual([null]);
  });

  it('keeps what was steered last before another collection comes, and nothing of it after', () => {
    const { kept, memory, canvas, moveTo } = setUp();
    canvas.dispatchEvent(new Event('wheel'));
    moveTo(3);
    memory.finish();
    expect(kept).toEqual([3]);
    moveTo(9);
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([3]);
  });
});
