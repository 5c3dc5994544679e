import { clipped } from './clipped.ts';
import { ERROR_CODES, type ErrorCode, type ErrorData } from './errors.ts';

/**
 * A failure with words for the person: what was got, what was expected, what to do. The same on both sides of the port,
 * which it crosses as ErrorData.
 */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.details = details;
  }

  /**
   * Anything thrown or received as data for the port; what carries no known code is 'internal'. Words that go on and on (a
   * name in a file may have a megabyte) are shortened in their middle.
   */
  static toData(thrown: unknown): ErrorData {
    if (typeof thrown !== 'object' || thrown === null)
      return { code: 'internal', message: clipped(String(thrown)) };
    const message = clipped(
      withoutSystemCode(
        'message' in thrown && typeof thrown.message === 'string' ? thrown.message : String(thrown),
      ),
    );
    const code = 'code' in thrown && isErrorCode(thrown.code) ? thrown.code : 'internal';
    const details = 'details' in thrown ? thrown.details : undefined;
    return isRecord(details) ? { code, message, details } : { code, message };
  }

  static fromData({ code, message, details }: ErrorData): EngineError {
    return new EngineError(code, message, details);
  }
}

/** "ENOENT: no such file or directory, open '/x'" of the system, without what is for programmers alone. */
function withoutSystemCode(message: string): string {
  const [, words, path] = /^E[A-Z0-9]+: (.+?), [a-z_]+(?: '(.*)')?$/s.exec(message) ?? [];
  if (words === undefined) return message;
  return path === undefined ? `The system says: ${words}.` : `"${path}": the system says: ${words}.`;
}

function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some((code) => code === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
