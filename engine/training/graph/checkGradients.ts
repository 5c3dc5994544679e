import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduceSum.ts';
import { GraphBuilder } from './GraphBuilder.ts';
import { gradients } from './gradients.ts';
import { Random } from '../../random/Random.ts';
import { sizeOf, type Shape } from './shape.ts';
import type { Tensor } from './Tensor.ts';

export interface GradientCheck {
  /** Largest |analytic − numeric| over all inputs' values, relative to the largest gradient of its input (at least 1). */
  worstError: number;
  /** The output's shape, for tests of shapes. */
  outputShape: Shape;
}

/**
 * Compares the gradients of an operator with central differences, both computed by ONNX Runtime in float32: the loss is the
 * output weighted by fixed random numbers and summed, in double precision here, so that only the operator's own rounding
 * (about 1e-6 of its values, divided by twice the step) limits the comparison.
 * @param build makes the output from inputs of the given shapes
 * @param range the inputs are drawn evenly from it; it should hold no point where the operator has a corner
 * @throws Error when a gradient or a difference is not a number
 */
export async function checkGradients(
  build: (...inputs: Tensor[]) => Tensor,
  shapes: readonly Shape[],
  range: readonly [number, number] = [-1, 1],
  difference = 1e-2,
): Promise<GradientCheck> {
  const random = new Random(7);
  const values = shapes.map((shape) =>
    Float32Array.from({ length: sizeOf(shape) }, () => range[0] + (range[1] - range[0]) * random.uniform()),
  );
  const graph = new GraphBuilder();
  const inputs = shapes.map((shape, index) => graph.input(`input${index}`, 'float32', shape));
  const output = build(...inputs);
  const weights = Float32Array.from({ length: sizeOf(output.shape) }, () => random.normal());
  const loss = reduceSum(mul(output, graph.constant('float32', output.shape, weights)));
  graph.output(output, 'output');
  gradients(loss, inputs).forEach((gradient, index) => graph.output(gradient, `gradient${index}`));
  const session = await InferenceSession.create(writeOnnx(makeModel(graph.toGraph('check'))));
  try {
    const run = async (fetches: string[]): Promise<Readonly<Record<string, RuntimeTensor>>> =>
      session.run(
        Object.fromEntries(
          values.map((data, index) => [`input${index}`, new RuntimeTensor(data, shapes[index]!)]),
        ),
        fetches,
      );
    const lossNow = async (): Promise<number> => {
      const data = floatsOf((await run(['output']))['output']);
      return data.reduce((sum, value, index) => sum + value * weights[index]!, 0);
    };

    const outputs = await run(['output', ...inputs.map((_, index) => `gradient${index}`)]);
    let worstError = 0;
    for (const [index, data] of values.entries()) {
      const analytic = floatsOf(outputs[`gradient${index}`]);
      if (analytic.length !== data.length)
        throw new Error(`gradient${index} holds ${analytic.length} values, not ${data.length}`);
      const scale = analytic.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      for (let i = 0; i < data.length; i++) {
        const here = data[i]!;
        data[i] = here + difference;
        const above = data[i]!;
        const lossAbove = await lossNow();
        data[i] = here - difference;
        const below = data[i]!;
        const lossBelow = await lossNow();
        data[i] = here;
        const error = Math.abs(analytic[i]! - (lossAbove - lossBelow) / (above - below)) / scale;
        if (!Number.isFinite(error))
          throw new Error(`gradient${index}[${i}] is ${analytic[i]}, error ${error}`);
        worstError = Math.max(worstError, error);
      }
    }
    return { worstError, outputShape: output.shape };
  } finally {
    await session.release();
  }
}

function floatsOf(tensor: RuntimeTensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the check computed no float32 tensor');
  return tensor.data;
}
