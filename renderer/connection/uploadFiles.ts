import { UPLOAD_PATH } from '../../protocol/wire.ts';
import type { DroppedFile } from './uploadTree.ts';

/** Two at a time keep a loopback connection busy while the engine writes the last one. */
const AT_ONCE = 2;

export interface Uploaded {
  /** The engine's path of each file, by the path it was sent under. */
  paths: Map<string, string>;
  /** What went wrong with files that the engine did not take. */
  failures: Error[];
}

/**
 * Sends dropped files to the engine, which keeps their folders together. A file that is refused stops no other.
 * @param onProgress called with the number of files dealt with so far
 */
export async function uploadFiles(
  files: readonly DroppedFile[],
  onProgress: (done: number) => void,
): Promise<Uploaded> {
  const uploaded: Uploaded = { paths: new Map(), failures: [] };
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let index = next++; index < files.length; index = next++) {
      const dropped = files[index];
      if (!dropped) return;
      try {
        uploaded.paths.set(dropped.path, await uploadFile(dropped));
      } catch (error) {
        uploaded.failures.push(error instanceof Error ? error : new Error(String(error)));
      }
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return uploaded;
}

async function uploadFile({ path, file }: DroppedFile): Promise<string> {
  const response = await fetch(UPLOAD_PATH, {
    method: 'POST',
    headers: { 'x-file-name': encodeURIComponent(path) },
    body: file,
  });
  if (!response.ok) throw new Error(`"${file.name}" was not taken: ${await messageOf(response)}`);
  const answer: unknown = await response.json();
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('path' in answer) ||
    typeof answer.path !== 'string'
  ) {
    throw new Error(`"${file.name}" was handed over, but the engine did not say where it is.`);
  }
  return answer.path;
}

async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && 'message' in answer) return String(answer.message);
  } catch {
    // Not JSON: the words themselves.
  }
  return text;
}
