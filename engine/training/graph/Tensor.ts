import type { ElementType } from '../../onnx/node.ts';
import type { GraphBuilder } from './GraphBuilder.ts';
import type { Shape } from './shape.ts';

/**
 * How a tensor's gradient reaches the inputs of the operator that made it.
 * @param outputGradient dLoss/dOutput, of the output's shape
 * @param needed for each input, whether anybody asks for its gradient; work for the others can be left out
 * @returns for each input dLoss/dInput of the input's shape, or null where it is not needed
 */
export type GradientRule = (outputGradient: Tensor, needed: readonly boolean[]) => (Tensor | null)[];

/** A value of a graph under construction: its name, its shape, and where it came from. Holds no numbers. */
export class Tensor {
  readonly graph: GraphBuilder;
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
  /** Place on the tape: an operator's output comes after its inputs. */
  readonly order: number;
  #inputs: readonly Tensor[] = [];
  #rule: GradientRule | null = null;

  constructor(graph: GraphBuilder, name: string, shape: Shape, type: ElementType, order: number) {
    this.graph = graph;
    this.name = name;
    this.shape = shape;
    this.type = type;
    this.order = order;
  }

  /** Records on the tape how to differentiate this tensor. Without it a tensor is a constant to the tape. */
  differentiate(inputs: readonly Tensor[], rule: GradientRule): this {
    this.#inputs = inputs;
    this.#rule = rule;
    return this;
  }

  get inputs(): readonly Tensor[] {
    return this.#inputs;
  }

  get rule(): GradientRule | null {
    return this.#rule;
  }
}
