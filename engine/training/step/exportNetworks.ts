import { numberToFloat16 } from '../../onnx/float16.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import type { Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { BASIS_COMPONENTS, type NetworkSpec } from '../NetworkSpec.ts';
import { toFloat32 } from '../operators/toFloat32.ts';
import { decoderNetwork, encoderNetwork, imageShape, outputOf, type ParameterSource } from './network.ts';
import type { TrainingState } from './TrainingState.ts';

/**
 * The trained network as two forward graphs of standard operators, opset 17, the weights inside, the batch size free.
 * Encoder: 'x' [N,C,H,W] float32 in 0..1 to 'z' [N,D], or for a VAE to 'mu' and 'logvar'. Decoder: 'z' [N,D] to 'x_hat'
 * [N,C,H,W] in 0..1.
 */
export function exportNetworks(
  spec: NetworkSpec,
  state: Pick<TrainingState, 'names' | 'weights'>,
): { encoder: Uint8Array; decoder: Uint8Array } {
  const stored =
    (graph: GraphBuilder): ParameterSource =>
    (name, shape) => {
      const values = state.weights[state.names.indexOf(name)]!;
      return name === BASIS_COMPONENTS
        ? storedAsHalves(graph, name, shape, values)
        : graph.constant('float32', shape, Float32Array.from(values), name);
    };

  const encoder = new GraphBuilder();
  const images = imageShape(spec, 1);
  const x = encoder.input('x', 'float32', images, ['N', ...images.slice(1)]);
  const { z: mu, logvar } = encoderNetwork(spec, x, stored(encoder));
  encoder.output(mu, logvar ? 'mu' : 'z', ['N', spec.latent]);
  if (logvar) encoder.output(logvar, 'logvar', ['N', spec.latent]);

  const decoder = new GraphBuilder();
  const z = decoder.input('z', 'float32', [1, spec.latent], ['N', spec.latent]);
  const xHat = outputOf(spec, decoderNetwork(spec, z, stored(decoder)));
  decoder.output(xHat, 'x_hat', ['N', ...images.slice(1)]);
  return {
    encoder: writeOnnx(makeModel(encoder.toGraph('encoder'))),
    decoder: writeOnnx(makeModel(decoder.toGraph('decoder'))),
  };
}

/** Which values are halves already (startFromPca), so that nothing is lost: half of the file, and a session opens it as float32. */
function storedAsHalves(graph: GraphBuilder, name: string, shape: Shape, values: Float32Array): Tensor {
  const halves = graph.constant('float16', shape, Uint16Array.from(values, numberToFloat16), name);
  return toFloat32(halves);
}
