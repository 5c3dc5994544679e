import { imageGroups } from '../../page/imageGroups.ts';
import type { AxisChoice } from '../../../protocol/views.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** An axis as a form has it. */
export interface ChosenAxis {
  /** 'component 0', 'dimension 4', 'concept', 'none' */
  axis: string;
  /** Ids of groups of images, of a concept. */
  from: string;
  to: string;
}

/**
 * The axis as the engine takes it; the means of a concept's images are asked for.
 * @returns null for none
 */
export async function axisChoice(
  page: Pick<Page, 'columns' | 'document' | 'rows' | 'workspace'>,
  { axis, from, to }: ChosenAxis,
): Promise<AxisChoice | null> {
  const [kind, number] = axis.split(' ');
  const index = Number(number);
  if (kind === 'none') return null;
  if (kind === 'component') return { kind, index };
  if (kind === 'dimension') return { kind, index };
  const groups = imageGroups(page);
  const [first, last] = [from, to].map((id) => groups.find((group) => group.id === id));
  if (!first || !last) throw new Error('Choose the images that the axis leads from, and those it leads to.');
  const { connection } = page.workspace;
  const [a, b] = await Promise.all([
    connection.call('meanLatent', first.rows()),
    connection.call('meanLatent', last.rows()),
  ]);
  return {
    kind: 'concept',
    from: first.title,
    to: last.title,
    direction: b.map((value, d) => value - (a[d] ?? 0)),
  };
}
