import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelJson } from '../../../protocol/model.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { floatTensor, makeNode, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';

/** Writes a model folder whose encoder maps an 8 × 8 grey image, 0..1, to z = (mean, 2 · mean). */
export async function writeMeanModelFolder(
  folder: string,
  looks: Pick<ModelJson['image'], 'fit' | 'background'> = {},
): Promise<void> {
  const weights = Array.from({ length: 128 }, (_, i) => (1 + (i % 2)) / 64);
  const graph = new onnx.GraphProto({
    name: 'mean',
    node: [makeNode('Flatten', ['x'], ['flat']), makeNode('MatMul', ['flat', 'w'], ['z'])],
    initializer: [floatTensor('w', [64, 2], weights)],
    input: [makeValueInfo('x', 'float32', ['N', 1, 8, 8])],
    output: [makeValueInfo('z', 'float32', ['N', 2])],
  });
  const json: ModelJson = {
    format: 1,
    name: 'mean',
    encoder: { file: 'encoder.onnx', input: 'x', output: 'z' },
    image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1], ...looks },
    latent: { shape: [2], prior: 'none' },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'encoder.onnx'), writeOnnx(makeModel(graph)));
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
}
