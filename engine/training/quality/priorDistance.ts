import { Tensor } from 'onnxruntime-node';
import { createSession } from '../../inference/createSession.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { floatTensor, makeNode, makeValueInfo } from '../../onnx/node.ts';
import { onnx } from '../../onnx/proto.ts';
import { spreadEvenly } from '../../random/spreadEvenly.ts';
import { fitPixelPca, type PixelPca } from '../pca/PixelPca.ts';
import type { Dataset } from '../data/loadDataset.ts';
import { frechetDistance } from './frechetDistance.ts';
import { bytesOfPlanes } from './planes.ts';

const MOST_COMPONENTS = 64;
/** Fewer images for each component, and the covariances are noise. */
const IMAGES_PER_COMPONENT = 2;
const LARGEST_FIT = 1000;

export interface PriorDistance {
  samples: number;
  components: number;
  /** Squared Fréchet distance of the drawn images from the real ones. */
  distance: number;
  /** The same of training images: what it is between real ones. */
  floor: number;
}

/**
 * How far images drawn from the prior are from real ones: the Fréchet distance of FID, in place of a network's features in the
 * space of the first principal components of the training images, x in 0..1. All three sets are of one size, so that
 * their sampling errors are alike.
 * @param drawn [n,C,H,W] float32 in 0..1
 * @param real n rows that the drawn ones are compared with
 * @param training rows
 * @returns null where there are too few images to say
 */
export async function priorDistance(
  dataset: Dataset,
  drawn: Float32Array,
  real: Uint32Array,
  training: Uint32Array,
): Promise<PriorDistance | null> {
  const { pixels, width, height, channels } = dataset;
  const size = width * height * channels;
  const samples = Math.min(real.length, training.length);
  const wanted = Math.min(MOST_COMPONENTS, Math.floor(samples / IMAGES_PER_COMPONENT));
  if (wanted < 1) return null;
  const fitted = Uint32Array.from(spreadEvenly(training, LARGEST_FIT));
  const pca = await fitPixelPca(pixels, size, fitted, wanted);
  const components = pca.components.length;
  if (components === 0) return null;
  const rowsOf = (rows: ArrayLike<number>) => {
    const block = new Uint8Array(rows.length * size);
    Array.from(rows).forEach((row, i) => block.set(pixels.subarray(row * size, (row + 1) * size), i * size));
    return block;
  };
  const bytes = new Uint8Array(samples * size);
  for (let i = 0; i < samples; i++) {
    bytes.set(bytesOfPlanes(drawn.subarray(i * size, (i + 1) * size), channels), i * size);
  }
  const [ofReal, ofDrawn, ofTraining] = await coordinates(pca, [
    rowsOf(spreadEvenly(real, samples)),
    bytes,
    rowsOf(spreadEvenly(training, samples)),
  ]);
  return {
    samples,
    components,
    distance: frechetDistance(ofDrawn!, ofReal!, components),
    floor: frechetDistance(ofTraining!, ofReal!, components),
  };
}

/** (x − mean) · components of sets of images. @param sets [n,P] uint8 each @returns [n,k] each */
async function coordinates(pca: PixelPca, sets: readonly Uint8Array[]): Promise<Float32Array[]> {
  const size = pca.mean.length;
  const width = pca.components.length;
  const basis = new Float32Array(size * width);
  pca.components.forEach((component, column) => {
    for (let i = 0; i < size; i++) basis[i * width + column] = component[i]!;
  });
  const session = await createSession(coordinatesGraph(size, width, pca.mean, basis), { provider: 'cpu' });
  const results: Float32Array[] = [];
  try {
    for (const set of sets) {
      const { coordinates: values } = await session.run({
        x: new Tensor('uint8', set, [set.length / size, size]),
      });
      results.push(values!.data as Float32Array);
    }
  } finally {
    await session.release();
  }
  return results;
}

function coordinatesGraph(size: number, width: number, mean: Float32Array, basis: Float32Array): Uint8Array {
  return writeOnnx(
    makeModel(
      new onnx.GraphProto({
        name: 'coordinates',
        initializer: [
          floatTensor('scale', [], [1 / 255]),
          floatTensor('mean', [size], mean),
          floatTensor('basis', [size, width], basis),
        ],
        node: [
          makeNode('Cast', ['x'], ['bytes'], { to: { int: onnx.TensorProto.DataType.FLOAT } }),
          makeNode('Mul', ['bytes', 'scale'], ['values']),
          makeNode('Sub', ['values', 'mean'], ['centred']),
          makeNode('MatMul', ['centred', 'basis'], ['coordinates']),
        ],
        input: [makeValueInfo('x', 'uint8', ['N', size])],
        output: [makeValueInfo('coordinates', 'float32', ['N', width])],
      }),
    ),
  );
}
