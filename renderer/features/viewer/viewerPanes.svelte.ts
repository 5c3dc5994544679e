import { paintDifference } from '../../differences/differenceColors.ts';
import { differenceLook } from '../../differences/differenceLook.ts';
import { differenceFigures, qualityFigures } from '../../differences/figures.ts';
import { autoGain } from '../../differences/imageDifference.ts';
import { canvasOf, paneOf, type Pane } from './pane.ts';
import { viewed } from './viewed.svelte.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { Side } from './side.ts';

/** The large images that stand beside each other, ready to be drawn: what is looked at, and how it differs. */
export function viewerPanes(page: () => Page, choices: () => { a: Side; b: Side; isOriginal: boolean }) {
  const shown = viewed(page, choices);
  const fit = $derived(page().workspace.looks.fit);
  const look = $derived(differenceLook(page().preferences));
  const gain = $derived(
    shown.difference && (page().preferences.differenceGain ?? autoGain(shown.difference)),
  );
  const image = $derived((shown.b ?? shown.a)?.picture ?? { width: 1, height: 1 });
  const isOriginal = $derived(choices().isOriginal);

  // Each by itself: a change of one leaves the pixels of the others where they are.
  const paneA = $derived(shown.a && paneOf('a', shown.a, shown.originalA, isOriginal, fit));
  const paneB = $derived(shown.b && paneOf('b', shown.b, shown.originalB, isOriginal, fit));
  const paneOfDifference = $derived.by((): Pane | null => {
    const { a, b, difference } = shown;
    if (!a || !b || !difference || gain === null) return null;
    const source = canvasOf(paintDifference(difference, look, gain), difference);
    const symbol = look.isSigned ? `${b.symbol} − ${a.symbol}` : `|${b.symbol} − ${a.symbol}|`;
    return { id: 'difference', source, place: null, symbol, words: 'Where they differ' };
  });
  const panes = $derived([paneA, paneB, paneOfDifference].filter((pane) => pane !== null));
  const figures = $derived.by(() => {
    const quality = shown.b?.picture.quality;
    // Those of two that are compared stand beside their z.
    if (shown.pair || !shown.difference) return [];
    return quality ? qualityFigures(quality) : differenceFigures(shown.difference);
  });

  return {
    viewed: shown,
    get panes() {
      return panes;
    },
    /** Of this image's pixels the linked view is: the model's. */
    get image() {
      return image;
    },
    /** By what the difference is multiplied; null where there is none. */
    get gain() {
      return gain;
    },
    get figures() {
      return figures;
    },
  };
}
