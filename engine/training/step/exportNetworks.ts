import { makeModel, writeOnnx } from '../../onnx/model.ts';
import type { OnnxGraph } from '../../onnx/proto.ts';
import { storeAsHalves } from '../../onnx/storeAsHalves.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { BASIS_COMPONENTS, type NetworkSpec } from '../NetworkSpec.ts';
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
    (name, shape) =>
      graph.constant('float32', shape, Float32Array.from(state.weights[state.names.indexOf(name)]!), name);

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
    encoder: toFile(encoder.toGraph('encoder')),
    decoder: toFile(decoder.toGraph('decoder')),
  };
}

/** The components' values are halves already (startFromPca), so that nothing is lost by storing them so. */
function toFile(graph: OnnxGraph): Uint8Array {
  storeAsHalves(graph, (name) => name === BASIS_COMPONENTS);
  return writeOnnx(makeModel(graph));
}
