import { basename } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { clipped, MAX_CHARACTERS } from '../../protocol/clipped.ts';
import { fileErrorWords, isMissing } from '../files/fileErrorWords.ts';

/**
 * Whatever opening a model threw, as an EngineError of at most 400 characters that names the model.
 * @param path as the person gave it
 */
export function openingError(thrown: unknown, path: string): EngineError {
  if (thrown instanceof EngineError) {
    const told = clipped(withReason(thrown.message));
    return told === thrown.message ? thrown : new EngineError(thrown.code, told, thrown.details);
  }
  // A graph that makes no sense may lead anywhere; JavaScript's words for that are no help.
  const isOfCode = thrown instanceof RangeError || thrown instanceof TypeError;
  const words = isOfCode ? 'its graph makes no sense' : clipped(fileErrorWords(thrown), MAX_CHARACTERS / 2);
  const name = clipped(basename(path), MAX_CHARACTERS / 4);
  return new EngineError(
    isMissing(thrown) ? 'not-found' : 'bad-model',
    `"${name}" cannot be opened: ${words.replace(/[.:\s]+$/, '') || 'it is damaged'}. Check that its files are there and can be read, or export it to ONNX again.`,
  );
}

/** ONNX Runtime fails without a reason at times. */
const withReason = (message: string) =>
  message.replace(
    /(?:Unknown error|:)\s*$/i,
    (end) => `${end.startsWith(':') ? ': ' : ''}ONNX Runtime gives no reason. Export the model again.`,
  );
