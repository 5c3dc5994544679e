import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { mul } from '../operators/mul.ts';
import { add } from '../operators/add.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { reshape } from '../operators/reshape.ts';
import { square } from '../operators/square.ts';
import { sub } from '../operators/sub.ts';
import { transpose } from '../operators/transpose.ts';
import { clip } from '../operators/clip.ts';
import { decoderNetwork, encoderNetwork, imageSize, outputOf, type ParameterSource } from './network.ts';
import { limitLogvar, scalePixels, totalLoss, type LossOptions } from './stepGraph.ts';
import type { TrainingState } from './TrainingState.ts';

/**
 * The forward pass over any number of images with the weights as inputs, so that one session serves every state.
 * Inputs: images [N,H,W,C] uint8 and each parameter under its name. Outputs: loss [1], sse [1] (mean over images of the sum
 * over pixels and channels of (x̂ − x)²), z [N,D] (mu for a VAE: nothing random), xHat [N,H,W,C] uint8.
 */
export function evaluationGraph(
  spec: NetworkSpec,
  options: LossOptions,
  state: Pick<TrainingState, 'names' | 'shapes'>,
): Uint8Array {
  const graph = new GraphBuilder();
  const pixelShape = [spec.height, spec.width, spec.channels];
  const pixels = graph.input('images', 'uint8', [1, ...pixelShape], ['N', ...pixelShape]);
  const weights = state.names.map((name, index) => graph.input(name, 'float32', state.shapes[index]!));
  const parameter: ParameterSource = (name) => weights[state.names.indexOf(name)]!;

  const x = scalePixels(pixels);
  const { z, logvar } = encoderNetwork(spec, x, parameter);
  const logits = decoderNetwork(spec, z, parameter);
  const loss = totalLoss(spec, options, logits, x, z, logvar && limitLogvar(logvar));
  const xHat = outputOf(spec, logits);
  const sse = mul(reduceMean(square(sub(xHat, x))), graph.scalar(imageSize(spec)));
  const bytes = clip(add(mul(xHat, graph.scalar(255)), graph.scalar(0.5)), 0, 255);

  graph.output(reshape(loss, [1]), 'loss');
  graph.output(reshape(sse, [1]), 'sse');
  graph.output(z, 'z', ['N', spec.latent]);
  const rows = transpose(bytes, [0, 2, 3, 1]);
  const rounded = graph.emit('Cast', [rows], rows.shape, { type: 'uint8', attributes: { to: { int: 2 } } });
  graph.output(rounded, 'xHat', ['N', ...pixelShape]);
  return writeOnnx(makeModel(graph.toGraph('evaluation')));
}
