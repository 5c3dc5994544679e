import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { GraphBuilder } from '../training/graph/GraphBuilder.ts';
import { float16ToNumber, numberToFloat16 } from './float16.ts';
import { makeModel, writeOnnx } from './model.ts';
import { storeAsHalves } from './storeAsHalves.ts';

test('the weights asked for are rounded to halves and used as before, the others stay as they are', async () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', 'float32', [1, 3]);
  const large = builder.constant('float32', [3], Float32Array.of(0.1, 1 / 3, 1000.3), 'large');
  const small = builder.constant('float32', [3], Float32Array.of(0.1, 0.2, 0.3), 'small');
  builder.output(builder.emit('Add', [builder.emit('Mul', [x, large], [1, 3]), small], [1, 3]), 'y');
  const graph = builder.toGraph('test');
  storeAsHalves(graph, (name, elements) => name === 'large' && elements === 3);
  expect(graph.initializer.map(({ rawData }) => rawData?.length)).toEqual([6, 12]);

  const session = await InferenceSession.create(writeOnnx(makeModel(graph)));
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1, 1), [1, 3]) });
  const half = (value: number) => Math.fround(float16ToNumber(numberToFloat16(value)));
  expect(Array.from(y!.data as Float32Array)).toEqual(
    [half(0.1), half(1 / 3), half(1000.3)].map((value, i) =>
      Math.fround(value + Math.fround([0.1, 0.2, 0.3][i]!)),
    ),
  );
  await session.release();
});
