/** How a failure crosses the port: what happened, in words for the person, and facts for the code. */
export interface ErrorData {
  code: ErrorCode;
  /** What was got, what was expected and what to do, in one or two sentences. */
  message: string;
  details?: Record<string, unknown>;
}

export const ERROR_CODES = [
  'bad-request',
  'bad-model',
  'bad-images',
  'bad-collection',
  'not-found',
  'no-encoder',
  'no-decoder',
  'no-model',
  'no-collection',
  'provider-failed',
  'training-failed',
  'job-failed',
  'cancelled',
  'in-use',
  'engine-lost',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
