import { add } from '../operators/add.ts';
import { sameShape, shapeError, sizeOf } from './shape.ts';
import type { Tensor } from './Tensor.ts';

/**
 * Reverse-mode differentiation over the tape: appends to the loss's graph the nodes that compute dLoss/dTarget.
 * @param loss a tensor of one element
 * @param targets tensors that the loss depends on
 * @returns one gradient per target, of the target's shape
 * @throws EngineError 'training-failed' when the loss is no scalar, or a target does not reach it
 */
export function gradients(loss: Tensor, targets: readonly Tensor[]): Tensor[] {
  if (sizeOf(loss.shape) !== 1) throw shapeError('gradients', 'the loss must hold one value', loss.shape);
  const tape = tapeOf(loss);
  const needed = new Set<Tensor>(targets);
  for (const tensor of tape) {
    if (tensor.rule && tensor.inputs.some((input) => needed.has(input))) needed.add(tensor);
  }

  const gradientOf = new Map<Tensor, Tensor>([[loss, loss.graph.filled(loss.shape, 1)]]);
  for (const tensor of tape.reverse()) {
    const gradient = gradientOf.get(tensor);
    if (!gradient || !tensor.rule || !needed.has(tensor)) continue;
    const inputGradients = tensor.rule(
      gradient,
      tensor.inputs.map((input) => needed.has(input)),
    );
    tensor.inputs.forEach((input, place) => {
      const inputGradient = inputGradients[place];
      if (!inputGradient || !needed.has(input)) return;
      if (!sameShape(inputGradient.shape, input.shape)) {
        throw shapeError(
          `gradient of ${tensor.name}`,
          'has not the shape of its input',
          inputGradient.shape,
          input.shape,
        );
      }
      const sum = gradientOf.get(input);
      gradientOf.set(input, sum ? add(sum, inputGradient) : inputGradient);
    });
  }
  return targets.map((target) => {
    const gradient = gradientOf.get(target);
    if (!gradient)
      throw shapeError('gradients', `the loss does not depend on "${target.name}"`, target.shape);
    return gradient;
  });
}

/** Everything the loss was computed from, inputs before outputs. */
function tapeOf(loss: Tensor): Tensor[] {
  const seen = new Set<Tensor>();
  const waiting = [loss];
  for (let tensor = waiting.pop(); tensor; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    waiting.push(...tensor.inputs);
  }
  return [...seen].sort((a, b) => a.order - b.order);
}
