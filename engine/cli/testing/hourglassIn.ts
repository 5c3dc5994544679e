import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const mainPath = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface CommandOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `hourglass …` as if it were typed in a folder; what it remembers goes to data/ in there. */
export const hourglassIn =
  (folder: string) =>
  async (...args: string[]): Promise<CommandOutcome> => {
    const child = spawn(process.execPath, [mainPath, ...args], {
      env: { ...process.env, HOURGLASS_DATA: join(folder, 'data'), INIT_CWD: folder },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, stdout, stderr };
  };
