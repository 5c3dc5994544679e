import { expect, test } from 'vitest';
import { makeModel, readOnnx, writeOnnx } from './model.ts';
import { floatTensor, int64Tensor, makeNode, makeValueInfo } from './node.ts';
import { int64ToNumber, onnx } from './proto.ts';

const graph = () =>
  new onnx.GraphProto({
    name: 'sum',
    node: [makeNode('ReduceSum', ['x', 'axes'], ['y'], { keepdims: { int: 0 } })],
    initializer: [int64Tensor('axes', [-1]), floatTensor('unused', [2], [1, 2])],
    input: [makeValueInfo('x', 'float32', ['N', 3])],
    output: [makeValueInfo('y', 'float32', ['N'])],
  });

test('a model survives writing and reading byte for byte', () => {
  const bytes = writeOnnx(makeModel(graph()));
  const model = readOnnx(bytes);
  expect(model.graph?.node[0]?.opType).toBe('ReduceSum');
  expect(model.graph?.input[0]?.type?.tensorType?.shape?.dim?.[0]?.dimParam).toBe('N');
  expect(int64ToNumber(model.opsetImport[0]?.version)).toBe(17);
  expect(writeOnnx(model)).toEqual(bytes);
});

test('negative and 64-bit integers are kept', () => {
  const model = makeModel(graph());
  model.graph!.node[0]!.attribute[0]!.ints = [-1];
  const read = readOnnx(writeOnnx(model));
  expect(read.graph!.node[0]!.attribute[0]!.ints!.map((value) => int64ToNumber(value))).toEqual([-1]);
});

test('bytes that are no model are refused in words', () => {
  expect(() => readOnnx(new TextEncoder().encode('<html>not a model</html>'))).toThrow(/not an ONNX file/);
  expect(() => readOnnx(new Uint8Array(0))).toThrow(/holds no graph/);
  const whole = writeOnnx(makeModel(graph()));
  expect(() => readOnnx(whole.subarray(0, whole.length - 3))).toThrow(
    /^not an ONNX file: its bytes are damaged, cut short, or of another format$/,
  );
});
