import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
import type { ModelJson } from '../protocol/model.ts';

/**
 * Decodes z without any of the engine's code: the decoder's own graph in a session of its own, its floats brought to
 * bytes by hand.
 * @returns RGBA [H,W,4], for a model with channels first and values in 0..1, as Hourglass writes them
 */
export async function independentDecode(modelFolder: string, z: readonly number[]): Promise<number[]> {
  const { decoder, image, latent } = JSON.parse(
    readFileSync(join(modelFolder, 'model.json'), 'utf8'),
  ) as ModelJson;
  if (!decoder || image.layout !== 'NCHW' || image.range[0] !== 0 || image.range[1] !== 1) {
    throw new Error(`${modelFolder}: not a model as Hourglass writes them.`);
  }
  const session = await InferenceSession.create(join(modelFolder, decoder.file));
  const input = new Tensor('float32', Float32Array.from(z), [1, ...latent.shape]);
  const output = (await session.run({ [decoder.input]: input }))[decoder.output];
  const values = output?.data as Float32Array;
  const pixels = image.width * image.height;
  const rgba: number[] = [];
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[(image.channels === 1 ? 0 : channel) * pixels + pixel] ?? NaN;
      rgba.push(Math.round(Math.min(1, Math.max(0, value)) * 255));
    }
    rgba.push(255);
  }
  await session.release();
  return rgba;
}

/** The largest difference between two lists of bytes; NaN where one holds no number, Infinity where lengths differ. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, at) => {
    const difference = Math.abs(value - (b[at] ?? NaN));
    return Number.isNaN(difference) ? NaN : Math.max(largest, difference);
  }, 0);
}
