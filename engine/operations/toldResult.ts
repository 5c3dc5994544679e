import { UNREADABLE_TOLD } from '../../protocol/collection.ts';

/** An operation's result as pages are told it, which is kept with the job: of very many unreadable files the first. */
export function toldResult(result: unknown): unknown {
  const has = typeof result === 'object' && result !== null && 'unreadable' in result;
  if (!has || !Array.isArray(result.unreadable)) return result;
  return { ...result, unreadable: result.unreadable.slice(0, UNREADABLE_TOLD) };
}
