import { ERROR_CODES } from '../../protocol/errors.ts';
import type { ErrorCode, ErrorData } from '../../protocol/errors.ts';

/** Anything thrown or received as words for the person; what carries no known code is 'internal'. */
export function toErrorData(thrown: unknown): ErrorData {
  if (typeof thrown === 'string') return { code: 'internal', message: thrown };
  if (typeof thrown !== 'object' || thrown === null) return { code: 'internal', message: String(thrown) };
  const message = 'message' in thrown && typeof thrown.message === 'string' ? thrown.message : String(thrown);
  const code = 'code' in thrown && isErrorCode(thrown.code) ? thrown.code : 'internal';
  const details = 'details' in thrown ? thrown.details : undefined;
  return isRecord(details) ? { code, message, details } : { code, message };
}

function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some((code) => code === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
