import { BASE_VIEW, METHOD_TITLES, type CurvedMethod } from '../../../protocol/projection.ts';
import type { AxisChoice } from '../../../protocol/views.ts';
import type { OperationInput } from '../../../protocol/operations/index.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Parts = Pick<Page, 'workspace' | 'document'>;

/** What a view is called. */
export function titleOf({ workspace }: Pick<Page, 'workspace'>, id: string): string {
  if (id === BASE_VIEW) return (workspace.collection?.latentSize ?? 0) <= 3 ? 'z' : 'PCA';
  const { projection, collection } = workspace;
  if (projection?.id === id) return projection.title;
  return collection?.views.find((view) => view.id === id)?.title ?? 'a projection';
}

/** Shows another view; undone by showing the one before. */
export async function showView(page: Parts, id: string): Promise<void> {
  const { workspace, document } = page;
  const before = workspace.projection?.id ?? BASE_VIEW;
  if (id === before) return;
  const label = `see ${titleOf(page, id)}`;
  await workspace.connection.call('showView', id);
  document.history.add({
    label,
    undo: () => workspace.connection.call('showView', before),
    redo: () => workspace.connection.call('showView', id),
  });
}

/** Keeps and shows a view along axes. */
export async function addAxes({ workspace, document }: Parts, axes: AxisChoice[]): Promise<void> {
  const before = workspace.projection?.id ?? BASE_VIEW;
  const id = await workspace.connection.call('addAxesView', axes);
  document.history.add({
    label: 'see z along other axes',
    undo: () => workspace.connection.call('showView', before),
    redo: () => workspace.connection.call('showView', id),
  });
}

export type CurvedInput = Pick<
  OperationInput<'project'>,
  'method' | 'dims' | 'neighbors' | 'minDistance' | 'perplexity' | 'seed'
> & { method: CurvedMethod };

/** Starts to compute a view, which is shown as it refines. */
export async function compute({ workspace, document }: Parts, input: CurvedInput): Promise<void> {
  const before = workspace.projection?.id ?? BASE_VIEW;
  const collection = workspace.collection?.id ?? '';
  const id = await workspace.connection.call('startOperation', 'project', { ...input, collection });
  document.history.add({
    label: `project by ${METHOD_TITLES[input.method]}`,
    undo: () => workspace.connection.call('showView', before),
    redo: () => workspace.connection.call('showView', id),
  });
}
