import { describe, expect, it } from 'vitest';
import { isCategoryShown, soloCategory, toggleCategory } from './categoryFilter.ts';
import type { ColumnFilter } from '../../protocol/document.ts';

const ALL = ['a', 'b', null];
const shown = (filter: ColumnFilter | undefined) => ALL.filter((name) => isCategoryShown(filter, name));

describe('a filter of categories', () => {
  it('hides and shows one category, and the rows without', () => {
    const withoutB = toggleCategory(undefined, 'b');
    expect(shown(withoutB)).toEqual(['a', null]);
    expect(shown(toggleCategory(withoutB, 'b'))).toEqual(ALL);
    expect(shown(toggleCategory(withoutB, null))).toEqual(['a']);
  });

  it('shows one alone, another alone, and all again', () => {
    const onlyB = soloCategory(undefined, 'b', ALL);
    expect(shown(onlyB)).toEqual(['b']);
    const onlyMissing = soloCategory(onlyB, null, ALL);
    expect(shown(onlyMissing)).toEqual([null]);
    expect(shown(soloCategory(onlyMissing, null, ALL))).toEqual(ALL);
  });
});
