import { expect, test } from 'vitest';
import { sourcesFor, type SourceSituation } from './sources.ts';

const situation: SourceSituation = {
  ...{ latentSize: 24, modelName: 'Letters', isSampled: false, count: 800, selectedCount: 3 },
  hasSelected: true,
};
const possible = (of: Partial<SourceSituation>) =>
  sourcesFor({ ...situation, ...of }).filter(({ whyNot }) => whyNot === null).map(({ value }) => value); // prettier-ignore
const whyNot = (value: string, of: Partial<SourceSituation>) =>
  sourcesFor({ ...situation, ...of }).find((entry) => entry.value === value)?.whyNot;

test('with images and a selection all are possible, and the prior always is', () => {
  expect(possible({})).toHaveLength(6);
  expect(possible({ count: 0, selectedCount: 0, hasSelected: false })).toEqual(['prior']);
});

test('a generator says why nothing is fitted to images; selected draws can be fitted to', () => {
  const generator = { isSampled: true, modelName: 'Generator' };
  expect(possible(generator)).toEqual(['prior', 'gaussian-selected', 'mixture-selected', 'around']);
  expect(whyNot('gaussian', generator)).toContain('"Generator" has no encoder');
  expect(whyNot('mixture-selected', { ...generator, selectedCount: 1 })).toBe(
    'One draw is selected: select two or more, with Shift or a lasso.',
  );
});

test('large z are drawn from the prior or around a point', () => {
  expect(possible({ latentSize: 129 })).toEqual(['prior', 'gaussian', 'gaussian-selected', 'around']);
  expect(possible({ latentSize: 2000 })).toEqual(['prior', 'around']);
  expect(whyNot('mixture', { latentSize: 129 })).toContain('at most 128 values');
});
