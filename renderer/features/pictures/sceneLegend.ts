import { categoryEntries, entryWords } from '../../columns/categoryEntries.ts';
import { columnLook } from '../../columns/columnLook.ts';
import { isCategoryShown } from '../../document/categoryFilter.ts';
import { dateWords, numberWords } from '../../ui/numberWords.ts';
import type { ColumnInfo } from '../../../protocol/columns.ts';
import type { Theme } from '../../../protocol/preferences.ts';
import type { NumberScale } from '../../columns/numberScale.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** What the colours of the points mean, as a picture says it. */
export type SceneLegend =
  | {
      readonly kind: 'categories';
      readonly title: string;
      readonly entries: readonly { readonly words: string; readonly color: string }[];
    }
  | {
      readonly kind: 'ramp';
      readonly title: string;
      /** CSS, lowest value first. */
      readonly colors: readonly string[];
      readonly low: string;
      readonly high: string;
    };

/** Colours of a theme, by slot, and what they mean; none where all points have one. */
export interface SceneColours {
  readonly palette: readonly string[];
  readonly legend: SceneLegend | null;
}

/** How the points are coloured now, in either theme. */
export function sceneColours(
  { columns, document, rows }: Pick<Page, 'columns' | 'document' | 'rows'>,
  theme: Theme,
): SceneColours {
  const info = document.colorBy === null ? null : columns.info(document.colorBy);
  const values = info && columns.values(info.name);
  if (!info || !values) return { palette: [], legend: null };
  const { colors, scale } = columnLook(info, values, theme);
  if (values.type === 'number' || values.type === 'date') {
    return { palette: colors, legend: scale && rampLegend(info, colors, scale) };
  }
  const filter = document.filters[info.name];
  const entries = categoryEntries(info, values, rows.loadedCount, theme)
    .filter(({ name, count }) => count > 0 && isCategoryShown(filter, name))
    .map((entry) => ({ words: entryWords(info, entry), color: entry.color }));
  return { palette: colors, legend: { kind: 'categories', title: info.name, entries } };
}

function rampLegend(info: ColumnInfo, colors: readonly string[], { min, max }: NumberScale): SceneLegend {
  const words = (value: number) => (info.type === 'date' ? dateWords(value) : numberWords(value));
  const [lowest, highest] = info.range ?? [min, max];
  return {
    kind: 'ramp',
    title: info.unit ? `${info.name}, ${info.unit}` : info.name,
    colors,
    // What lies beyond the scale has the colour of its end.
    low: `${lowest < min ? '≤ ' : ''}${words(min)}`,
    high: `${highest > max ? '≥ ' : ''}${words(max)}`,
  };
}
