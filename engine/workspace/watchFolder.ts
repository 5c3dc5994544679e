import { existsSync } from 'node:fs';
import { EngineError } from '../../protocol/EngineError.ts';

const LOOK_EVERY_MS = 5000;

/**
 * Tells once where a data folder is removed, or its drive taken away, while it is open: files that are open can be written on,
 * and nobody would know that they are nowhere any more.
 * @param file in the folder, there as long as the folder is
 */
export function watchFolder(folder: string, file: string, tell: (failure: EngineError) => void): void {
  const timer = setInterval(() => {
    if (existsSync(file)) return;
    clearInterval(timer);
    tell(
      new EngineError(
        'internal',
        `The data folder "${folder}" was removed while Hourglass used it: tags, notes and encoded images of what is open ` +
          'cannot be kept any more. Put the folder back, or save your document as a file, and start Hourglass anew.',
      ),
    );
  }, LOOK_EVERY_MS);
  timer.unref();
}
