import { expect, test } from 'vitest';
import { EngineError } from '../../protocol/EngineError.ts';
import { NoticeList } from './NoticeList.ts';

test('a fault that comes again and again is told once, and once more when it is still there later', () => {
  const told: string[] = [];
  let now = 0;
  const notices = new NoticeList(
    ({ message }) => told.push(message),
    () => now,
  );
  for (let write = 0; write < 1000; write++) notices.add(new EngineError('internal', 'the disk is full'));
  notices.add(new EngineError('internal', 'another'));
  expect(told).toEqual(['the disk is full', 'another']);
  now = 31_000;
  notices.add(new EngineError('internal', 'the disk is full'));
  expect(told).toHaveLength(3);
  // A page that comes now reads each once, the newest last.
  expect(notices.kept.map(({ message }) => message)).toEqual(['another', 'the disk is full']);
});

test('what a person cancelled is no news, and only the newest are kept', () => {
  const notices = new NoticeList(() => {});
  notices.add(new EngineError('cancelled', 'Cancelled.'));
  for (let number = 0; number < 50; number++) notices.add(new Error(`fault ${number}`));
  expect(notices.kept).toHaveLength(20);
  expect(notices.kept.at(-1)).toEqual({ code: 'internal', message: 'fault 49' });
});
