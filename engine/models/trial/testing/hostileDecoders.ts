import { makeModel, writeOnnx } from '../../../onnx/model.ts';
import { floatTensor, int64Tensor, makeNode, makeTensor, makeValueInfo } from '../../../onnx/node.ts';
import { onnx, type OnnxNode, type OnnxTensor } from '../../../onnx/proto.ts';

const LATENT = 3;
const SIDE = 8;

/** Decoders, z [N,3] to [N,1,8,8], that are valid ONNX and that ONNX Runtime does not come back from. */
export const HOSTILE_DECODERS = {
  /** A random operator whose high is below its low: an assertion of the C++ library ends the process. */
  aborting: () =>
    decoder([makeNode('RandomUniformLike', ['z'], ['values'], { low: { float: 1 }, high: { float: -1 } })]),
  /** Adds to z 2^62 times. */
  endless: () =>
    decoder(
      [makeNode('Loop', ['trips', 'true', 'z'], ['values'], { body: { graph: addingBody() } })],
      [
        makeTensor('trips', 'int64', [], BigInt64Array.of(2n ** 62n)),
        makeTensor('true', 'bool', [], Uint8Array.of(1)),
      ],
    ),
  /** Makes 2^28 float32 of one, 1 GB, on the way. */
  giant: () =>
    decoder(
      [
        makeNode('ReduceMean', ['z'], ['one'], { keepdims: { int: 0 } }),
        makeNode('Expand', ['one', 'size'], ['many']),
        makeNode('ReduceMean', ['many'], ['mean'], { keepdims: { int: 0 } }),
        makeNode('Add', ['z', 'mean'], ['values']),
      ],
      [int64Tensor('size', [2 ** 28])],
    ),
};

/** A graph whose nodes make "values" [N,3] of "z"; what follows makes an image of them. */
function decoder(nodes: OnnxNode[], initializers: OnnxTensor[] = []): Uint8Array {
  const weights = Float32Array.from({ length: LATENT * SIDE * SIDE }, (_, at) => (at % 7) / 100);
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'decoder',
        node: [
          ...nodes,
          makeNode('MatMul', ['values', 'weights'], ['flat']),
          makeNode('Sigmoid', ['flat'], ['lit']),
          makeNode('Reshape', ['lit', 'shape'], ['image']),
        ],
        initializer: [
          ...initializers,
          floatTensor('weights', [LATENT, SIDE * SIDE], weights),
          int64Tensor('shape', [-1, 1, SIDE, SIDE]),
        ],
        input: [makeValueInfo('z', 'float32', ['N', LATENT])],
        output: [makeValueInfo('image', 'float32', ['N', 1, SIDE, SIDE])],
      }),
    ),
  );
}

function addingBody(): onnx.GraphProto {
  return new onnx.GraphProto({
    name: 'body',
    node: [makeNode('Identity', ['goOn'], ['goOnNext']), makeNode('Add', ['sum', 'sum'], ['sumNext'])],
    input: [
      makeValueInfo('trip', 'int64', []),
      makeValueInfo('goOn', 'bool', []),
      makeValueInfo('sum', 'float32', ['N', LATENT]),
    ],
    output: [makeValueInfo('goOnNext', 'bool', []), makeValueInfo('sumNext', 'float32', ['N', LATENT])],
  });
}
