import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { floatTensor, makeNode, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';

/** Pixels, across and down, that become one position of z. */
export const OPEN_STEP = 8;
const CHANNELS = 3;

/**
 * Writes a fully convolutional encoder and decoder whose graphs leave height and width open, without a description: z
 * [3,H/8,W/8] holds the mean of each square of 8 × 8 pixels by channel, and is drawn as such squares. Colour, 0..1, opset 17.
 * @returns the folder
 */
export async function makeOpenModel(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const image = ['N', CHANNELS, 'height', 'width'];
  const z = ['N', CHANNELS, 'h', 'w'];
  const area = OPEN_STEP ** 2;
  const encoder = new onnx.GraphProto({
    name: 'encoder',
    node: [makeNode('Conv', ['x', 'weights'], ['z'], SQUARES)],
    initializer: [weights(1 / area)],
    input: [makeValueInfo('x', 'float32', image)],
    output: [makeValueInfo('z', 'float32', z)],
  });
  const decoder = new onnx.GraphProto({
    name: 'decoder',
    node: [
      makeNode('ConvTranspose', ['z', 'weights'], ['squares'], SQUARES),
      makeNode('Clip', ['squares', 'zero', 'one'], ['x_hat']),
    ],
    initializer: [weights(1), floatTensor('zero', [], [0]), floatTensor('one', [], [1])],
    input: [makeValueInfo('z', 'float32', z)],
    output: [makeValueInfo('x_hat', 'float32', image)],
  });
  await writeFile(join(folder, 'encoder.onnx'), writeOnnx(makeModel(encoder)));
  await writeFile(join(folder, 'decoder.onnx'), writeOnnx(makeModel(decoder)));
  return folder;
}

const SQUARES = {
  kernel_shape: { ints: [OPEN_STEP, OPEN_STEP] },
  strides: { ints: [OPEN_STEP, OPEN_STEP] },
  group: { int: CHANNELS },
};

const weights = (value: number) => {
  const dims = [CHANNELS, 1, OPEN_STEP, OPEN_STEP];
  return floatTensor('weights', dims, new Float32Array(CHANNELS * OPEN_STEP ** 2).fill(value));
};

/** z of an image by hand. @param pixels [H,W] uint8, grey @returns [3,H/8,W/8] */
export function openEncodedByHand(pixels: Uint8Array, width: number, height: number): Float32Array {
  const [w, h] = [width / OPEN_STEP, height / OPEN_STEP];
  const sums = new Float64Array(w * h);
  for (const [at, value] of pixels.entries()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    sums[Math.floor(y / OPEN_STEP) * w + Math.floor(x / OPEN_STEP)]! += value;
  }
  const channel = Array.from(sums, (sum) => sum / (255 * OPEN_STEP ** 2));
  return Float32Array.from([...channel, ...channel, ...channel]);
}

/** What z [3,H/8,W/8] is drawn as, by hand: [H,W,4] RGBA before rounding. */
export function openDecodedByHand(z: ArrayLike<number>, width: number, height: number): number[] {
  const [w, h] = [width / OPEN_STEP, height / OPEN_STEP];
  return Array.from({ length: width * height * 4 }, (_, at) => {
    const [channel, x, y] = [at % 4, (at >> 2) % width, Math.floor((at >> 2) / width)];
    if (channel === 3) return 255;
    const position = Math.floor(y / OPEN_STEP) * w + Math.floor(x / OPEN_STEP);
    return 255 * Math.min(1, Math.max(0, z[channel * w * h + position]!));
  });
}
