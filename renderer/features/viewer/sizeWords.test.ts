import { expect, test } from 'vitest';
import { sizeWords } from './sizeWords.ts';

const model = { width: 64, height: 64 };

test('what became of a file’s pixels is said in words', () => {
  expect(sizeWords(null, model, 'cover')).toBe('the model sees 64×64');
  expect(sizeWords(model, model, 'cover')).toBe('64×64, as the model sees it');
  expect(sizeWords({ width: 512, height: 512 }, model, 'cover')).toBe('512×512, the model sees 64×64');
  const wide = { width: 2048, height: 1365 };
  expect(sizeWords(wide, model, 'cover')).toBe('2048×1365, the model sees its middle as 64×64');
  expect(sizeWords(wide, model, 'contain')).toBe('2048×1365, the model sees it with a border as 64×64');
  expect(sizeWords(wide, model, 'stretch')).toBe('2048×1365, the model sees it stretched to 64×64');
});
