import { pointsOf, rangesOf, type Scope, type ScopeParts } from './scopes.ts';
import type { StartInput } from '../../../protocol/operations/index.ts';
import type { ImageSorting } from '../../../protocol/operations/exportImages.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Parts = ScopeParts & Pick<Page, 'workspace'>;

/** Where it goes to. */
interface Place {
  folder: string;
  name: string;
}

/** Starts writing data, or a list of paths. Resolves to the job's id, rejects where it is refused. */
export function takeData(
  page: Parts,
  scope: Scope,
  place: Place,
  wishes: Pick<StartInput<'exportData'>, 'format' | 'replace' | 'columns'>,
): Promise<string> {
  const points = scope.of === 'points' ? { points: pointsOf(scope, page) } : {};
  const input = { ...ofCollection(page, scope), ...place, ...wishes, ...points };
  return page.workspace.connection.call('startOperation', 'exportData', input);
}

/** Starts copying or linking image files; otherwise the same. */
export function takeImages(
  page: Parts,
  scope: Scope,
  place: Place,
  { how, by }: Pick<StartInput<'exportImages'>, 'how'> & { by: ImageSorting | null },
): Promise<string> {
  const input = { ...ofCollection(page, scope), ...place, how, ...(by && { by }) };
  return page.workspace.connection.call('startOperation', 'exportImages', input);
}

function ofCollection(page: Parts, scope: Scope) {
  const ranges = scope.of === 'images' ? rangesOf(scope, page) : undefined;
  return { collection: page.workspace.collection?.id ?? '', ...(ranges && { ranges }) };
}
