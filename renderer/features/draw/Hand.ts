import { fetchDrawing, fetchFit } from '../../connection/fetchDrawing.ts';
import { Drawing } from './Drawing.svelte.ts';
import { Fitting } from './Fitting.svelte.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** What is drawn, and what z is fitted to, whether the panel is there or not. */
export interface Hand {
  readonly drawing: Drawing;
  readonly fitting: Fitting;
}

const hands = new WeakMap<Page, Hand>();

/** Whether there is anything on the paper. */
export const hasDrawing = (page: Page): boolean => (hands.get(page)?.drawing.markCount ?? 0) > 0;

/** The page's own. */
export function handOf(page: Page): Hand {
  const known = hands.get(page);
  if (known) return known;
  const hand = { drawing: new Drawing(page, fetchDrawing), fitting: new Fitting(fetchFit) };
  hands.set(page, hand);
  return hand;
}
