import { countOfRanges, rowsOfRanges } from '../../../protocol/rowRanges.ts';
import type { PointRef } from '../../../protocol/document.ts';
import type { NewKeyframe } from '../../document/pathEdits.ts';
import type { Dropped, Page } from '../../page/Page.svelte.ts';

/** More at once than this are no path that one looks at. */
export const ADDED_MOST = 100;

/** What is selected, in the order in which it becomes keyframes: several images by row. */
export function selectedRefs({ document, points }: Pick<Page, 'document' | 'points'>): PointRef[] {
  const { rows } = document.selection;
  if (countOfRanges(rows) > 1) return Array.from(rowsOfRanges(rows), (index) => ({ kind: 'image', index }));
  return points.selected ? [points.selected] : [];
}

/** From where to where a morph goes: from what was just dropped to what it lies on, else between two that are picked. */
export function morphEnds({
  comparison,
  dropped,
}: Pick<Page, 'comparison' | 'dropped'>): [Dropped['from'], Dropped['from']] | null {
  if (dropped) return [dropped.from, { point: dropped.onto, z: null }];
  const { pair } = comparison;
  return (
    pair && [
      { point: pair.a, z: null },
      { point: pair.b, z: null },
    ]
  );
}

/** Images and points as keyframes, with the z that they have now. Rejects where one is gone. */
export function newKeyframes(
  page: Pick<Page, 'details' | 'latentOf' | 'nameOf'>,
  refs: readonly PointRef[],
): Promise<NewKeyframe[]> {
  return Promise.all(
    refs.map(async (ref): Promise<NewKeyframe> => {
      const z = await page.latentOf(ref);
      const name = ref.kind === 'image' ? (await page.details.get(ref.index)).name : page.nameOf(ref);
      const origin: NewKeyframe['origin'] =
        ref.kind === 'image' ? { kind: 'image', row: ref.index } : { kind: 'point', id: ref.id };
      return { id: `keyframe-${crypto.randomUUID()}`, name, z: Array.from(z), origin };
    }),
  );
}
