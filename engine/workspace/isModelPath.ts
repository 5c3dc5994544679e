import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Whether a path is a model rather than images: an .onnx file, or a folder that holds a model.json. */
export async function isModelPath(path: string): Promise<boolean> {
  if (extname(path).toLowerCase() === '.onnx') return true;
  return stat(join(path, 'model.json')).then(
    (file) => file.isFile(),
    () => false,
  );
}
