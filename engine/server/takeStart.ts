import process from 'node:process';
import { StartSecret } from './StartSecret.ts';

/** Environment variables by which a supervisor makes an engine that is started again go on for open pages. */
export const SECRET_VARIABLE = 'HOURGLASS_SECRET';
/** One-time tokens that are used up, with commas between them. */
export const USED_TOKENS_VARIABLE = 'HOURGLASS_USED_TOKENS';

/** The supervisor's secret, else a new one. Jobs do not inherit it. */
export function takeStart(): { secret: StartSecret; usedTokens: string[] } {
  const { [SECRET_VARIABLE]: secret, [USED_TOKENS_VARIABLE]: used = '' } = process.env;
  delete process.env[SECRET_VARIABLE];
  delete process.env[USED_TOKENS_VARIABLE];
  return { secret: new StartSecret(secret), usedTokens: used.split(',').filter(Boolean) };
}
