import { Tensor } from 'onnxruntime-node';
import { createSession } from '../inference/createSession.ts';
import { makeModel, writeOnnx } from '../onnx/model.ts';
import { makeNode, makeValueInfo } from '../onnx/node.ts';
import { onnx } from '../onnx/proto.ts';

const SIDE = 512;
/** The best of 6 is anything between 71 and 121 thousand million a second on one and the same machine, of 20 between 127 and 139. */
const RUNS = 20;

let measured: Promise<number> | null = null;

/** Multiplications per second of a large matrix product on the CPU, all cores; measured once in about 30 ms. */
export function machineSpeed(): Promise<number> {
  return (measured ??= measure());
}

async function measure(): Promise<number> {
  const square = [SIDE, SIDE];
  const graph = new onnx.GraphProto({
    name: 'product',
    node: [makeNode('MatMul', ['a', 'b'], ['c'])],
    input: [makeValueInfo('a', 'float32', square), makeValueInfo('b', 'float32', square)],
    output: [makeValueInfo('c', 'float32', square)],
  });
  const session = await createSession(writeOnnx(makeModel(graph)), { provider: 'cpu' });
  try {
    const matrix = new Tensor('float32', new Float32Array(SIDE * SIDE).fill(0.5), square);
    let shortestMs = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      await session.run({ a: matrix, b: matrix });
      shortestMs = Math.min(shortestMs, performance.now() - start);
    }
    return SIDE ** 3 / (shortestMs / 1000);
  } finally {
    await session.release();
  }
}
