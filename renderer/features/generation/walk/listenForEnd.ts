import type { Page } from '../../../page/Page.svelte.ts';
import { walkingOf } from './Walking.svelte.ts';

/** A hand that moves this far drags; nearer than what the scene takes for a drag, so that the walk is over before it begins. */
const DRAG_PX = 2;

/** Esc lets a walk come to rest; a drag in the scene ends it at once. */
export function listenForEnd(page: Page): () => void {
  const walking = walkingOf(page);
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true };
  let pressed: { x: number; y: number } | null = null;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !walking.isRunning || page.dialogs.shown) return;
    event.preventDefault();
    event.stopPropagation();
    walking.stop();
  };
  window.addEventListener('keydown', onKey, options);
  window.addEventListener(
    'pointerdown',
    ({ target, clientX: x, clientY: y }) => {
      pressed = walking.isRunning && target === page.scene?.canvas ? { x, y } : null;
    },
    options,
  );
  window.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      if (pressed && Math.hypot(clientX - pressed.x, clientY - pressed.y) >= DRAG_PX) walking.end();
    },
    options,
  );
  window.addEventListener('pointerup', () => (pressed = null), options);
  return () => {
    listening.abort();
    walking.end();
  };
}
