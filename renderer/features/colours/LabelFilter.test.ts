import { describe, expect, it } from 'vitest';
import { LabelFilter } from './LabelFilter.svelte.ts';

const ALL = [0, 1, 2];
const shown = (filter: LabelFilter) => ALL.filter((label) => filter.isShown(label));

describe('LabelFilter', () => {
  it('hides and shows one label', () => {
    const filter = new LabelFilter();
    filter.toggle(1);
    expect(shown(filter)).toEqual([0, 2]);
    expect(filter.isActive).toBe(true);
    filter.toggle(1);
    expect(shown(filter)).toEqual(ALL);
    expect(filter.isActive).toBe(false);
  });

  it('shows one alone, another alone, and all again', () => {
    const filter = new LabelFilter();
    filter.solo(2, ALL);
    expect(shown(filter)).toEqual([2]);
    filter.solo(0, ALL);
    expect(shown(filter)).toEqual([0]);
    filter.solo(0, ALL);
    expect(shown(filter)).toEqual(ALL);
  });
});
