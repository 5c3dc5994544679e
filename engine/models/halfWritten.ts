/** The files of a trained model, in the order in which they take their places; model.json, which names the others, is last. */
export const TRAINED_FILES = ['encoder.onnx', 'decoder.onnx', 'model.json'] as const;
export type TrainedFile = (typeof TRAINED_FILES)[number];

/** The name of such a file until all of them are on the disk. @param suffix eight hexadecimal digits, the same for all */
export const temporaryName = (name: TrainedFile, suffix: string): string => `.${name}.${suffix}`;

/** Left behind by a training that was killed while it wrote. */
const TEMPORARY = /^\.(?:encoder\.onnx|decoder\.onnx|model\.json)\.[0-9a-f]{8}$/;
export const isTemporaryName = (name: string): boolean => TEMPORARY.test(name);

/**
 * Whether a training was killed in the moment in which its files took their places: the first has, and the last has not.
 * @param names of all files in the model's folder
 */
export function isHalfWritten(names: readonly string[]): boolean {
  return names.some((name) => {
    if (!isTemporaryName(name) || !name.startsWith('.model.json.')) return false;
    return !names.includes(temporaryName('encoder.onnx', name.slice(-8)));
  });
}
