import { countOfRanges } from '../../protocol/rowRanges.ts';
import { counted } from '../../protocol/words.ts';
import type { Page } from '../page/Page.svelte.ts';

type Parts = Pick<Page, 'rows' | 'flags' | 'points' | 'document' | 'workspace'>;

/**
 * The scene in words, for those who cannot see it: what is in it, what is selected, and which keys lead around.
 * @param selectedName what the one selected point is called
 */
export function sceneSummary(
  { rows, flags, points, document, workspace }: Parts,
  selectedName: string,
): string {
  const { loadedCount } = rows;
  if (loadedCount === 0 && points.shown.length === 0) return 'No points yet.';
  const { projection } = workspace;
  const hidden = loadedCount - flags.shownCount;
  const selectedCount = countOfRanges(document.selection.rows);
  return [
    `${counted(loadedCount, 'image')} as points in 3D${projection ? ` along ${projection.axisNames.filter(Boolean).join(', ')}` : ''}.`,
    ...(hidden > 0 ? [`${hidden.toLocaleString('en')} of them are hidden.`] : []),
    ...(document.colorBy === null ? [] : [`Coloured by ${document.colorBy}.`]),
    ...(points.shown.length > 0 ? [`${counted(points.shown.length, 'decoded point')}.`] : []),
    selectedCount > 1
      ? `${counted(selectedCount, 'image')} are selected.`
      : points.selected
        ? `Selected: ${selectedName}.`
        : 'Nothing is selected.',
    'Right and left bracket go from point to point, arrow keys move a selected point or turn the view.',
  ].join(' ');
}
