import type { SceneLegend } from './sceneLegend.ts';

export const ROW_PX = 20;
export const SWATCH_PX = 10;
export const SWATCH_GAP_PX = 8;
const PAD_PX = 16;
const TITLE_ROOM_PX = 28;
const COLUMN_GAP_PX = 16;
const COLUMNS_MOST = 3;
const TEXT_MOST_PX = 160;
const TEXT_LEAST_PX = 40;
const RAMP = { widthPx: 14, mostPx: 200 } as const;

/** A text of the legend: its left end and its middle line, CSS pixels from the legend's top left corner. */
interface PlacedText {
  readonly words: string;
  readonly x: number;
  readonly y: number;
}

/** A legend with every place in it, CSS pixels. */
export interface LegendLayout {
  readonly widthPx: number;
  readonly title: PlacedText;
  readonly entries: readonly (PlacedText & { readonly color: string })[];
  /** Of numbers: the bar, its highest value at the top. */
  readonly ramp: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null;
  readonly notes: readonly PlacedText[];
}

/**
 * Lays a legend out in columns of this height, three at most; what has no room is counted.
 * @param measure width of a text in CSS pixels; `isTitle`: in the title's font
 */
export function layOutLegend(
  legend: SceneLegend,
  heightPx: number,
  measure: (words: string, isTitle: boolean) => number,
): LegendLayout {
  const clipped = (words: string, isTitle: boolean) =>
    clip(words, TEXT_MOST_PX, (each) => measure(each, isTitle));
  const title = { words: clipped(legend.title, true), x: PAD_PX, y: PAD_PX + ROW_PX / 2 };
  const titleEnd = PAD_PX + measure(title.words, true);
  const top = PAD_PX + TITLE_ROOM_PX;
  if (legend.kind === 'ramp') {
    const height = Math.max(ROW_PX, Math.min(RAMP.mostPx, heightPx - top - PAD_PX));
    const x = PAD_PX + RAMP.widthPx + SWATCH_GAP_PX;
    const notes = [
      { words: legend.high, x, y: top + ROW_PX / 2 - 4 },
      { words: legend.low, x, y: top + height - ROW_PX / 2 + 4 },
    ];
    const widest = Math.max(titleEnd, ...notes.map(({ words }) => x + measure(words, false)));
    const ramp = { x: PAD_PX, y: top, width: RAMP.widthPx, height };
    return { widthPx: Math.ceil(widest + PAD_PX), title, entries: [], ramp, notes };
  }
  const perColumn = Math.max(1, Math.floor((heightPx - top - PAD_PX) / ROW_PX));
  const room = perColumn * COLUMNS_MOST;
  const shown = legend.entries.length > room ? legend.entries.slice(0, room - 1) : legend.entries;
  const left = legend.entries.length - shown.length;
  const cells = [
    ...shown,
    ...(left > 0 ? [{ words: `and ${left.toLocaleString('en')} more`, color: null }] : []),
  ];
  const entries: LegendLayout['entries'][number][] = [];
  const notes: PlacedText[] = [];
  let x = PAD_PX;
  let end = titleEnd;
  for (let from = 0; from < cells.length; from += perColumn) {
    let widest = TEXT_LEAST_PX;
    cells.slice(from, from + perColumn).forEach(({ words, color }, row) => {
      const text = clipped(words, false);
      widest = Math.max(widest, measure(text, false));
      const place = { words: text, x: x + SWATCH_PX + SWATCH_GAP_PX, y: top + (row + 0.5) * ROW_PX };
      if (color === null) notes.push(place);
      else entries.push({ ...place, color });
    });
    end = Math.max(end, x + SWATCH_PX + SWATCH_GAP_PX + widest);
    x += SWATCH_PX + SWATCH_GAP_PX + widest + COLUMN_GAP_PX;
  }
  return { widthPx: Math.ceil(end + PAD_PX), title, entries, ramp: null, notes };
}

/** As much of a text as has room, with '…' where some has not. */
export function clip(words: string, mostPx: number, measure: (words: string) => number): string {
  if (measure(words) <= mostPx) return words;
  const letters = [...words];
  while (letters.length > 0 && measure(`${letters.join('')}…`) > mostPx) letters.pop();
  return `${letters.join('')}…`;
}
