import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { ModelJson } from '../protocol/model.ts';

/** Thumbnails have this side; smaller images are made from larger ones by whole steps. */
const TILE = 64;

/**
 * An image at a grey model's size without any of the engine's code: shrunk to the next whole multiple that a thumbnail needs, and
 * each pixel the mean of its block.
 * @param png of the model's proportions, larger than it
 * @returns [H·W] bytes
 */
export async function greyAtModelSize(modelFolder: string, png: Buffer): Promise<number[]> {
  const { image } = readModelJson(modelFolder);
  const { width, height } = image;
  const factor = Math.ceil(TILE / Math.max(width, height));
  const large = await sharp(png)
    .resize(width * factor, height * factor, { fit: 'fill', kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer();
  return Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    let sums = [0, 0, 0];
    for (let dy = 0; dy < factor; dy++) {
      for (let dx = 0; dx < factor; dx++) {
        const at = ((y * factor + dy) * width * factor + x * factor + dx) * 3;
        sums = sums.map((sum, c) => sum + large[at + c]!);
      }
    }
    const [r = 0, g = 0, b = 0] = sums.map((sum) => Math.floor(sum / factor ** 2 + 0.5));
    return Math.floor(0.299 * r + 0.587 * g + 0.114 * b + 0.5);
  });
}

/**
 * z of a grey image: the encoder's own graph in a session of its own.
 * @param grey [H·W] bytes, for a model with channels first and values in 0..1, as Hourglass writes them
 */
export async function independentEncode(modelFolder: string, grey: readonly number[]): Promise<number[]> {
  const { encoder, image } = readModelJson(modelFolder);
  if (!encoder || image.channels !== 1 || image.layout !== 'NCHW' || image.range[1] !== 1) {
    throw new Error(`${modelFolder}: not a grey model as Hourglass writes them.`);
  }
  const session = await InferenceSession.create(join(modelFolder, encoder.file));
  const values = Float32Array.from(grey, (value) => value / 255);
  const input = new Tensor('float32', values, [1, 1, image.height, image.width]);
  const output = (await session.run({ [encoder.input]: input }))[encoder.output];
  const z = [...(output?.data as Float32Array)];
  await session.release();
  return z;
}

const readModelJson = (modelFolder: string): ModelJson =>
  JSON.parse(readFileSync(join(modelFolder, 'model.json'), 'utf8')) as ModelJson;
