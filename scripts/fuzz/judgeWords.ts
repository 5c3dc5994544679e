import type { Told } from './FuzzTarget.ts';

export const MOST_CHARACTERS = 400;

/** Words of the machinery, that no sentence for a person holds. */
const RAW = [
  /\b(?:Type|Range|Reference|Syntax|Eval|Assertion)Error\b/,
  /\b(?:ERR_[A-Z_]{3,}|EIO|EISDIR|ENOTDIR|EBADF|EINVAL|EMFILE|ENOENT|EACCES|EPERM)\b/,
  /Cannot (?:read|set) propert|is not (?:a function|iterable|a constructor)|of undefined|\[object \w+\]/,
  /Maximum call stack|Invalid (?:typed )?array length|Array buffer allocation|Invalid string length/i,
  /offset is out(?:side| of)|access out of bounds|index out of range|bad_alloc|Unknown error|SQLITE_|\/onnxruntime\//i,
];
/** "corrupt header:" and nothing after it, "()" around nothing. */
const EMPTY = /^\W*$|:\s*[.)]?\s*$|\(\s*\)|:\s*\)/;

/** What the input itself said, which is shown as it is. */
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
/** A quotation that was cut has no end. */
const CUT_QUOTATION = /"[^"]*$/;

/** What is wrong with what a person was told; null for nothing. */
export function judgeWords({ code, message }: Told): 'internal' | 'long' | null {
  const own = message.replace(QUOTED, 'quoted').replace(CUT_QUOTATION, 'quoted');
  if (code === 'internal' || EMPTY.test(own) || RAW.some((words) => words.test(own))) return 'internal';
  return message.length > MOST_CHARACTERS ? 'long' : null;
}
