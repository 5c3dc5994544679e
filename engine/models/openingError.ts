import { basename } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords, isMissing } from '../files/fileErrorWords.ts';

/** Names in a graph may be megabytes long; a person reads no more than this. */
const MAX_CHARACTERS = 400;
const TAIL_CHARACTERS = 150;

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

/** Head and tail of a text: which file it is about comes first, what to do comes last. */
function clipped(text: string, most = MAX_CHARACTERS): string {
  if (text.length <= most) return text;
  const tail = Math.min(TAIL_CHARACTERS, Math.floor(most / 3));
  return `${text.slice(0, most - tail - 3)} … ${text.slice(-tail)}`;
}
