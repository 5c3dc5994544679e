import { CARD_FILE } from '../../protocol/modelQuality.ts';
import { isTemporaryName, temporaryName } from '../files/temporaryName.ts';

/** The files of a trained model, in the order in which they take their places; model.json, which names the others, is last. */
export const TRAINED_FILES = ['encoder.onnx', 'decoder.onnx', CARD_FILE, 'model.json'] as const;
export type TrainedFile = (typeof TRAINED_FILES)[number];

/** Whether a file was left behind by a training that was killed while it wrote. */
export const isLeftover = (name: string): boolean => TRAINED_FILES.some((of) => isTemporaryName(name, of));

/**
 * Whether a training was killed in the moment in which its files took their places: the first has, and the last has not.
 * @param names of all files in the model's folder
 */
export function isHalfWritten(names: readonly string[]): boolean {
  return names.some((name) => {
    if (!isTemporaryName(name, 'model.json')) return false;
    return !names.includes(temporaryName('encoder.onnx', name.slice(-8)));
  });
}
