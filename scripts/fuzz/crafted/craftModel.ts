import { makeModel, writeOnnx } from '../../../engine/onnx/model.ts';
import { floatTensor, int64Tensor, makeNode, makeValueInfo } from '../../../engine/onnx/node.ts';
import { onnx, type OnnxModel } from '../../../engine/onnx/proto.ts';
import type { ModelJson } from '../../../protocol/model.ts';
import type { Random } from '../../../engine/random/Random.ts';
import type { FuzzInput } from '../FuzzTarget.ts';
import { Odd } from './Odd.ts';
import { ODD_OPERATORS } from './oddOperators.ts';
import { ODD_STRUCTURES } from './oddStructures.ts';
import { LATENT, Part } from './Part.ts';
import { spoilModel } from './spoilModel.ts';

const SIDE = 8;
const PIXELS = SIDE * SIDE;
const IMAGE = ['N', 1, SIDE, SIDE] as const;
const Z = ['N', LATENT] as const;
const MOST_SPOILS = 3;
const OPSETS = [17, 17, 17, 9, 11, 13, 15, 18, 20, 22];
const JSON_OF: ModelJson = {
  format: 1,
  name: 'crafted',
  image: { width: SIDE, height: SIDE, channels: 1, layout: 'NCHW', range: [0, 1] },
  latent: { shape: [LATENT], prior: 'normal' },
  encoder: { file: 'encoder.onnx', input: 'x', output: 'z' },
  decoder: { file: 'decoder.onnx', input: 'z', output: 'x_hat' },
};

/** A small model folder, sound but for an odd part in one of its networks, or for what is untrue in it, or for both. */
export function craftModel(random: Random): FuzzInput {
  const odd = new Odd(random);
  const makes = random.pick(['part', 'part', 'part', 'spoilt', 'spoilt', 'both'] as const);
  const half = random.pick(['encoder', 'decoder'] as const);
  const isAlone = random.below(3) === 0;
  const fill = (part: Part, isOdd: boolean) => fillPart(part, isOdd && makes !== 'spoilt' ? odd : null);
  const models = {
    encoder: encoder(fill(new Part('h', 'z'), half === 'encoder')),
    decoder: decoder(fill(new Part('z', 'values'), half === 'decoder')),
  };
  const model = models[half];
  if (random.below(2) === 0) model.opsetImport[0]!.version = random.pick(OPSETS);
  if (makes !== 'part')
    for (let left = 1 + random.below(MOST_SPOILS); left > 0; left--) spoilModel(model, odd);
  const { [half]: its } = JSON_OF;
  const { format, name, image, latent } = JSON_OF;
  const json = isAlone ? { format, name, image, latent, [half]: its } : JSON_OF;
  return {
    ...(!isAlone || half === 'encoder' ? { 'encoder.onnx': writeOnnx(models.encoder) } : {}),
    ...(!isAlone || half === 'decoder' ? { 'decoder.onnx': writeOnnx(models.decoder) } : {}),
    'encoder.data': new Uint8Array(1024),
    ...(random.below(2) === 0 ? { 'model.json': Buffer.from(JSON.stringify(json)) } : {}),
  };
}

function fillPart(part: Part, odd: Odd | null): Part {
  if (odd === null) part.nodes.push(makeNode('Identity', [part.from], [part.to]));
  else if (odd.random.below(3) === 0) odd.pick(ODD_STRUCTURES)(part, odd);
  else part.end(odd.pick(ODD_OPERATORS)(part, odd));
  return part;
}

/** x [N,1,8,8] → z [N,3], by way of the part. */
function encoder({ from, to, nodes, initializers }: Part): OnnxModel {
  return makeModel(
    new onnx.GraphProto({
      name: 'encoder',
      node: [makeNode('Flatten', ['x'], ['flat']), makeNode('MatMul', ['flat', 'down'], [from]), ...nodes],
      initializer: [floatTensor('down', [PIXELS, LATENT], waves(PIXELS * LATENT)), ...initializers],
      input: [makeValueInfo('x', 'float32', IMAGE)],
      output: [makeValueInfo(to, 'float32', Z)],
    }),
  );
}

/** z [N,3] → x_hat [N,1,8,8], by way of the part. */
function decoder({ from, to, nodes, initializers }: Part): OnnxModel {
  return makeModel(
    new onnx.GraphProto({
      name: 'decoder',
      node: [
        ...nodes,
        makeNode('MatMul', [to, 'up'], ['lit']),
        makeNode('Sigmoid', ['lit'], ['bright']),
        makeNode('Reshape', ['bright', 'shape'], ['x_hat']),
      ],
      initializer: [
        floatTensor('up', [LATENT, PIXELS], waves(PIXELS * LATENT)),
        int64Tensor('shape', [-1, 1, SIDE, SIDE]),
        ...initializers,
      ],
      input: [makeValueInfo(from, 'float32', Z)],
      output: [makeValueInfo('x_hat', 'float32', IMAGE)],
    }),
  );
}

const waves = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
