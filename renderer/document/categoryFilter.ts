import type { ColumnFilter } from '../../protocol/document.ts';

/** A category by its name, or null for rows that have none. */
export type CategoryName = string | null;

type CategoryFilter = Extract<ColumnFilter, { kind: 'categories' }>;

const SHOWS_ALL: CategoryFilter = { kind: 'categories', hidden: [], hideMissing: false };

const asCategories = (filter: ColumnFilter | undefined): CategoryFilter =>
  filter?.kind === 'categories' ? filter : SHOWS_ALL;

/** @param filter of the column; undefined where none is set */
export function isCategoryShown(filter: ColumnFilter | undefined, name: CategoryName): boolean {
  const { hidden, hideMissing } = asCategories(filter);
  return name === null ? !hideMissing : !hidden.includes(name);
}

/** Hides a category that is shown, shows one that is hidden. */
export function toggleCategory(filter: ColumnFilter | undefined, name: CategoryName): CategoryFilter {
  const before = asCategories(filter);
  if (name === null) return { ...before, hideMissing: !before.hideMissing };
  const others = before.hidden.filter((each) => each !== name);
  return { ...before, hidden: others.length < before.hidden.length ? others : [...before.hidden, name] };
}

/**
 * Shows one category alone; shows all again where it was alone already.
 * @param all every category of the column, null among them where rows have none
 */
export function soloCategory(
  filter: ColumnFilter | undefined,
  name: CategoryName,
  all: readonly CategoryName[],
): CategoryFilter {
  const others = all.filter((each) => each !== name);
  const isAlone = isCategoryShown(filter, name) && !others.some((each) => isCategoryShown(filter, each));
  if (isAlone) return SHOWS_ALL;
  return {
    kind: 'categories',
    hidden: others.filter((each) => each !== null),
    hideMissing: others.includes(null),
  };
}
