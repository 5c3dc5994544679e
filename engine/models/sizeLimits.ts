import { latentSizeOf, type ModelJson } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';

/** Numbers in one tensor that is fed or made here: 128 MB of float32, an image of 3,300 × 3,300 in colour. */
const MOST_NUMBERS = 2 ** 25;

/**
 * How many numbers a tensor of these dims holds: told before memory is asked for.
 * @param what the tensor is, for the error: 'input "x"'
 * @throws EngineError 'bad-model' for more than MOST_NUMBERS
 */
export function countWithinLimit(file: string, what: string, dims: readonly number[]): number {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) && count <= MOST_NUMBERS) return count;
  throw new EngineError(
    'bad-model',
    `"${file}": ${what} is declared [${dims.join(',')}], expected at most ${MOST_NUMBERS} numbers in all. Export it with a smaller size or batch.`,
  );
}

/**
 * Checks what one run takes and gives, images and z, as model.json describes them.
 * @param batch items in one run
 * @throws EngineError 'bad-model' for more than MOST_NUMBERS
 */
export function checkRunSize(json: ModelJson, file: string, batch: number): void {
  const { width, height, channels } = json.image;
  countWithinLimit(file, 'the image of a run, N×H×W×C,', [batch, height, width, channels]);
  countWithinLimit(file, 'the z of a run, N×D,', [batch, latentSizeOf(json)]);
}
