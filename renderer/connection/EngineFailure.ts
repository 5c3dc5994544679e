import type { ErrorCode, ErrorData } from '../../protocol/errors.ts';

/** A failure of a call or a decode on this side of the port, with the engine's words. */
export class EngineFailure extends Error {
  readonly code: ErrorCode;

  constructor(data: ErrorData) {
    super(data.message);
    this.name = 'EngineFailure';
    this.code = data.code;
  }
}
