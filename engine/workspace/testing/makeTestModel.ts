import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelJson } from '../../../protocol/model.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { floatTensor, int64Tensor, makeNode, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';

export interface TestModelOptions {
  name?: string;
  /** Side of the square grey images. */
  side?: number;
  /** D */
  latent?: number;
  parts?: 'both' | 'encoder' | 'decoder';
}

/**
 * Writes a model folder whose encoder and decoder are one matrix: z are the first D cosines of the flat image, so that
 * what must come out can be computed by hand. Grey, 0..1, opset 17.
 * @returns the folder
 */
export async function makeTestModel(folder: string, options: TestModelOptions = {}): Promise<string> {
  const { name = 'cosines', side = 8, latent = 5, parts = 'both' } = options;
  const pixels = side * side;
  const basis = cosineBasis(pixels, latent);
  await mkdir(folder, { recursive: true });
  const json: ModelJson = {
    format: 1,
    name,
    image: { width: side, height: side, channels: 1, layout: 'NCHW', range: [0, 1] },
    latent: { shape: [latent], prior: 'normal' },
  };
  if (parts !== 'decoder') {
    json.encoder = { file: 'encoder.onnx', input: 'x', output: 'z' };
    await writeFile(join(folder, 'encoder.onnx'), encoderGraph(basis, side, latent));
  }
  if (parts !== 'encoder') {
    json.decoder = { file: 'decoder.onnx', input: 'z', output: 'x_hat' };
    await writeFile(join(folder, 'decoder.onnx'), decoderGraph(basis, side, latent));
  }
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  return folder;
}

/** What the test model's decoder draws for z, 0..255 before rounding: [side·side]. */
export function decodedByHand(z: ArrayLike<number>, side = 8): number[] {
  const pixels = side * side;
  const basis = cosineBasis(pixels, z.length);
  return Array.from({ length: pixels }, (_, p) => {
    let value = 0.5;
    for (let d = 0; d < z.length; d++) value += z[d]! * basis[p * z.length + d]!;
    return 255 * Math.min(1, Math.max(0, value));
  });
}

/** Orthonormal cosines, [pixels,D] */
function cosineBasis(pixels: number, latent: number): Float32Array {
  return Float32Array.from({ length: pixels * latent }, (_, at) => {
    const [pixel, d] = [Math.floor(at / latent), at % latent];
    return Math.sqrt(2 / pixels) * Math.cos((Math.PI / pixels) * (pixel + 0.5) * (d + 1));
  });
}

function encoderGraph(basis: Float32Array, side: number, latent: number): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'encoder',
        node: [
          makeNode('Flatten', ['x'], ['flat']),
          makeNode('Sub', ['flat', 'middle'], ['centred']),
          makeNode('MatMul', ['centred', 'basis'], ['z']),
        ],
        initializer: [floatTensor('middle', [], [0.5]), floatTensor('basis', [side * side, latent], basis)],
        input: [makeValueInfo('x', 'float32', ['N', 1, side, side])],
        output: [makeValueInfo('z', 'float32', ['N', latent])],
      }),
    ),
  );
}

function decoderGraph(basis: Float32Array, side: number, latent: number): Uint8Array {
  const pixels = side * side;
  const transposed = Float32Array.from(
    { length: pixels * latent },
    (_, at) => basis[(at % pixels) * latent + Math.floor(at / pixels)]!,
  );
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'decoder',
        node: [
          makeNode('MatMul', ['z', 'basis'], ['flat']),
          makeNode('Add', ['flat', 'middle'], ['moved']),
          makeNode('Clip', ['moved', 'zero', 'one'], ['clipped']),
          makeNode('Reshape', ['clipped', 'shape'], ['x_hat']),
        ],
        initializer: [
          floatTensor('middle', [], [0.5]),
          floatTensor('zero', [], [0]),
          floatTensor('one', [], [1]),
          floatTensor('basis', [latent, pixels], transposed),
          int64Tensor('shape', [-1, 1, side, side]),
        ],
        input: [makeValueInfo('z', 'float32', ['N', latent])],
        output: [makeValueInfo('x_hat', 'float32', ['N', 1, side, side])],
      }),
    ),
  );
}
