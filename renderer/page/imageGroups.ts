import { LABEL_COLUMN } from '../../protocol/columns.ts';
import { countOfRanges, rangesOfRows, type RowRanges } from '../../protocol/rowRanges.ts';
import type { Page } from './Page.svelte.ts';

/** Images that belong together, by a name: those selected, those of a label or of another category, those with a tag. */
export interface ImageGroup {
  readonly id: string;
  readonly title: string;
  /** What a list calls the kind: 'label', 'Tags'. */
  readonly kind: string;
  rows(): RowRanges;
}

type From = Pick<Page, 'columns' | 'document' | 'rows'>;

/** A category of more values than these is a name for each image, no grouping. */
const GROUPS_MOST = 200;

/** Every group of images that there is a name for: the selection first, then labels, other categories, and tags. */
export function imageGroups({ columns, document, rows: all }: From): readonly ImageGroup[] {
  const { rows: selected } = document.selection;
  const groups: ImageGroup[] = [
    {
      id: 'all',
      title: 'All images',
      kind: 'Images',
      rows: () => (all.loadedCount > 0 ? [[0, all.loadedCount]] : []),
    },
  ];
  const count = countOfRanges(selected);
  if (count > 0) {
    const title = count === 1 ? 'The selected image' : `The ${count.toLocaleString('en')} selected images`;
    groups.unshift({ id: 'selected', title, kind: 'Images', rows: () => selected });
  }
  const categories = columns.infos
    .filter(({ type, categories: values }) => type === 'category' && values.length <= GROUPS_MOST)
    .toSorted((a, b) => Number(b.name === LABEL_COLUMN) - Number(a.name === LABEL_COLUMN));
  for (const { name, categories: values } of categories) {
    values.forEach((value, code) => {
      if (value.count === 0) return;
      groups.push({
        id: `${name}=${value.name}`,
        title: value.name,
        kind: name,
        rows: () => rowsWith(columns, name, code),
      });
    });
  }
  for (const { name, type, known } of columns.infos) {
    if (type !== 'flag' || known === 0) continue;
    groups.push({ id: `#${name}`, title: name, kind: 'Tags', rows: () => rowsWith(columns, name, 1) });
  }
  return groups;
}

/** Groups by their kind, in order. */
export const groupsByKind = (groups: readonly ImageGroup[]): Map<string, ImageGroup[]> =>
  Map.groupBy(groups, ({ kind }) => kind);

function rowsWith(columns: From['columns'], name: string, code: number): RowRanges {
  const held = columns.values(name);
  if (held?.type !== 'category' && held?.type !== 'flag') return [];
  const rows: number[] = [];
  held.values.forEach((value, row) => {
    if (value === code) rows.push(row);
  });
  return rangesOfRows(rows);
}
