import { expect, test } from 'vitest';
import { EngineError } from '../../protocol/EngineError.ts';
import { toldError } from './toldError.ts';

test('a failure that quotes a long path is told in 400 characters, with its beginning, its end and its code', () => {
  const error = new EngineError('not-found', `"${'a/'.repeat(5000)}" is not there; check the path.`, {
    at: 1,
  });
  const { code, message, details } = toldError(error);
  expect([code, details, message.length]).toEqual(['not-found', { at: 1 }, 400]);
  expect(message).toMatch(/^"a\/a.* … .*a\/" is not there; check the path\.$/);
});

test('short words stay as they are', () => {
  expect(toldError(new EngineError('bad-model', 'No.'))).toEqual({ code: 'bad-model', message: 'No.' });
});
