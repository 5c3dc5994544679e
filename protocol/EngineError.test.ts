import { expect, test } from 'vitest';
import { MAX_CHARACTERS } from './clipped.ts';
import { EngineError } from './EngineError.ts';

test('an error crosses the port and comes back the same', () => {
  const error = new EngineError('bad-model', 'It is no model.', { field: 'image' });
  const crossed = EngineError.fromData(JSON.parse(JSON.stringify(EngineError.toData(error))) as never);
  expect(crossed).toMatchObject({
    code: 'bad-model',
    message: 'It is no model.',
    details: { field: 'image' },
  });
  expect(crossed).toBeInstanceOf(EngineError);
});

test.each([
  ['words', 'words'],
  [new Error('oops'), 'oops'],
  [Object.assign(new Error('missing'), { code: 'ENOENT' }), 'missing'],
  [
    new Error("ENOENT: no such file or directory, open '/a folder/it, or not'"),
    '"/a folder/it, or not": the system says: no such file or directory.',
  ],
  [new Error('EMFILE: too many open files, watch'), 'The system says: too many open files.'],
  [{ code: 'no such code', message: 'from elsewhere' }, 'from elsewhere'],
  [undefined, 'undefined'],
  [null, 'null'],
])('%o is an internal error in its own words', (thrown, message) => {
  expect(EngineError.toData(thrown)).toEqual({ code: 'internal', message });
});

test('words that go on and on keep their head and their tail', () => {
  const { message } = EngineError.toData(
    new Error(`The name ${'a'.repeat(1_000_000)} is taken; choose another.`),
  );
  expect(message.length).toBeLessThanOrEqual(MAX_CHARACTERS);
  expect(message).toMatch(/^The name aaa.* … a+ is taken; choose another\.$/);
});
