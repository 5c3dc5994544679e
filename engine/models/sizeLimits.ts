import { LARGEST_TENSOR, latentSizeOf, type ModelJson } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';

/**
 * How many numbers a tensor of these dims holds: told before memory is asked for.
 * @param what the tensor is, for the error: 'input "x"'
 * @throws EngineError 'bad-model' for more than LARGEST_TENSOR
 */
export function countWithinLimit(file: string, what: string, dims: readonly number[]): number {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) && count <= LARGEST_TENSOR) return count;
  throw new EngineError(
    'bad-model',
    `"${file}": ${what} is declared [${dims.join(',')}], expected at most ${LARGEST_TENSOR} numbers in all. Export it with a smaller size or batch.`,
  );
}

/**
 * Checks what one run takes and gives, images and z, as model.json describes them.
 * @param batch items in one run
 * @throws EngineError 'bad-model' for more than LARGEST_TENSOR
 */
export function checkRunSize(json: ModelJson, file: string, batch: number): void {
  const { width, height, channels } = json.image;
  countWithinLimit(file, 'the image of a run, N×H×W×C,', [batch, height, width, channels]);
  countWithinLimit(file, 'the z of a run, N×D,', [batch, latentSizeOf(json)]);
}
