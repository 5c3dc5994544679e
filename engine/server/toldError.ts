import type { ErrorData } from '../../protocol/errors.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { clipped } from '../files/clipped.ts';

/** A failure as a page is told it: of at most 400 characters, whatever names and paths it quotes. */
export function toldError(thrown: unknown): ErrorData {
  const data = EngineError.toData(thrown);
  return { ...data, message: clipped(data.message) };
}
