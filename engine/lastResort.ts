import process from 'node:process';
import { EngineError } from '../protocol/EngineError.ts';
import { clipped } from '../protocol/clipped.ts';

/**
 * What becomes of a failure that nobody caught. A rejected promise is the end of one piece of work, cut off where it
 * awaited something: what is open stays whole, so the engine goes on, and says it. An exception out of a timer or an event
 * may have left anything half done: it ends the process, as Node does by itself, and the supervisor starts another.
 */
export function installLastResort(tell: (notice: EngineError) => void): void {
  process.on('unhandledRejection', (reason) => {
    const words = reason instanceof Error ? reason.message : String(reason);
    process.stderr.write(`Unhandled rejection: ${reason instanceof Error ? reason.stack : words}\n`);
    tell(
      new EngineError(
        'internal',
        `Something failed inside Hourglass (${clipped(words, 200)}). What is open is as it was; ` +
          'if something is missing on screen, reload the page.',
      ),
    );
  });
}
