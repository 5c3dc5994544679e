/** A process that takes the lock named on its command line, says so, and holds it until it is ended. */
import process from 'node:process';
import { EngineError } from '../../../protocol/EngineError.ts';
import { lockDataFolder } from '../FolderLock.ts';

try {
  lockDataFolder(process.argv[2] ?? '').tell('http://127.0.0.1:4123');
  process.stdout.write('held\n');
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${JSON.stringify(EngineError.toData(error))}\n`);
}
