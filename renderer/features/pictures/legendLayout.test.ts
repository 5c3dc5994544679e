import { describe, expect, test } from 'vitest';
import { clip, layOutLegend, ROW_PX } from './legendLayout.ts';

/** Every letter is seven pixels wide. */
const measure = (words: string) => [...words].length * 7;
const categories = (count: number) => ({
  kind: 'categories' as const,
  title: 'label',
  entries: Array.from({ length: count }, (_, at) => ({ words: `class ${at}`, color: `#00000${at % 10}` })),
});

describe('a legend of categories', () => {
  test('stands in one column where it has room, in order', () => {
    const { entries, widthPx, notes, ramp } = layOutLegend(categories(10), 600, measure);
    expect(entries.map(({ words }) => words)).toEqual(categories(10).entries.map(({ words }) => words));
    expect(new Set(entries.map(({ x }) => x)).size).toBe(1);
    entries.forEach(({ y }, at) => expect(y - entries[0]!.y).toBe(at * ROW_PX));
    expect(notes).toEqual([]);
    expect(ramp).toBeNull();
    expect(widthPx).toBeGreaterThan(entries[0]!.x + measure('class 0'));
  });

  test.each([26, 60, 500])('of %d stays within its height and tells how many it leaves out', (count) => {
    const height = 400;
    const { entries, notes, widthPx } = layOutLegend(categories(count), height, measure);
    for (const { x, y, words } of [...entries, ...notes]) {
      expect(y + ROW_PX / 2).toBeLessThanOrEqual(height);
      expect(x + measure(words)).toBeLessThan(widthPx);
    }
    expect(notes.map(({ words }) => words)).toEqual(
      count > entries.length ? [`and ${count - entries.length} more`] : [],
    );
    const places = [...entries, ...notes].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

test('a legend of numbers has its ends beside its bar', () => {
  const legend = {
    kind: 'ramp' as const,
    title: 'sharpness',
    colors: ['#000', '#fff'],
    low: '0.1',
    high: '≥ 0.9',
  };
  const { ramp, notes, entries } = layOutLegend(legend, 600, measure);
  expect(entries).toEqual([]);
  expect(notes.map(({ words }) => words)).toEqual(['≥ 0.9', '0.1']);
  for (const { y, x } of notes) {
    expect(x).toBeGreaterThan(ramp!.x + ramp!.width);
    expect(y).toBeGreaterThan(ramp!.y);
    expect(y).toBeLessThan(ramp!.y + ramp!.height);
  }
});

test('a text that is too long ends in an ellipsis', () => {
  expect(clip('short', 35, measure)).toBe('short');
  expect(clip('too long', 35, measure)).toBe('too …');
});
