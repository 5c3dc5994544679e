import type { ErrorCode, ErrorData } from '../protocol/errors.ts';

/** A failure with words for the person: what was got, what was expected, what to do. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.details = details;
  }

  /** Any thrown thing as data for the port; what is not an EngineError is 'internal'. */
  static toData(error: unknown): ErrorData {
    if (error instanceof EngineError) {
      return error.details
        ? { code: error.code, message: error.message, details: error.details }
        : { code: error.code, message: error.message };
    }
    return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  }

  static fromData(data: ErrorData): EngineError {
    return new EngineError(data.code, data.message, data.details);
  }
}
