import {
  int64ToNumber,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../onnx/proto.ts';

/** Names a node reads: its inputs, and what the bodies of If, Loop and Scan take from outside. */
export function inputsOf(node: OnnxNode): string[] {
  const names = (node.input ?? []).filter((name) => name !== '');
  for (const attribute of node.attribute ?? []) {
    const bodies = [...(attribute.g ? [attribute.g] : []), ...(attribute.graphs ?? [])];
    // A body's own names are listed too; they are unique in the model, so they lead nowhere outside.
    for (const body of bodies) {
      for (const inner of body.node ?? []) names.push(...inputsOf(inner as OnnxNode));
      for (const output of body.output ?? []) if (output.name) names.push(output.name);
    }
  }
  return names;
}

/** Who makes and who reads each tensor of a graph. A snapshot: make a new one after changing the graph. */
export class GraphIndex {
  readonly graph: OnnxGraph;
  /** Version of the default operator domain. */
  readonly opset: number;
  readonly producers = new Map<string, OnnxNode>();
  readonly consumers = new Map<string, OnnxNode[]>();
  readonly initializers = new Map<string, OnnxTensor>();

  constructor(model: OnnxModel) {
    const graph = model.graph;
    if (!graph) throw new Error('GraphIndex: the model holds no graph');
    this.graph = graph as OnnxGraph;
    this.opset = opsetOf(model);
    for (const tensor of this.graph.initializer)
      this.initializers.set(tensor.name ?? '', tensor as OnnxTensor);
    for (const node of this.graph.node as OnnxNode[]) {
      for (const name of node.output) if (name) this.producers.set(name, node);
      for (const name of new Set(inputsOf(node))) {
        const readers = this.consumers.get(name);
        if (readers) readers.push(node);
        else this.consumers.set(name, [node]);
      }
    }
  }

  /** Names of the tensors that must be fed: inputs that are not initializers (old exporters list both). */
  get inputNames(): string[] {
    return this.graph.input.flatMap(({ name }) => (name && !this.initializers.has(name) ? [name] : []));
  }

  get outputNames(): string[] {
    return this.graph.output.flatMap(({ name }) => (name ? [name] : []));
  }

  /** The tensor's constant value, when it is an initializer or a Constant node's output. */
  constant(name: string): OnnxTensor | null {
    // A broken file may hold Identity nodes in a circle.
    const seen = new Set<string>();
    let source = name;
    while (!seen.has(source)) {
      seen.add(source);
      const initializer = this.initializers.get(source);
      if (initializer) return initializer;
      const node = this.producers.get(source);
      if (node?.opType === 'Constant') {
        return (
          (node.attribute.find((attribute) => attribute.name === 'value')?.t as OnnxTensor | null) ?? null
        );
      }
      if (node?.opType !== 'Identity') return null;
      source = node.input[0] ?? '';
    }
    return null;
  }

  /** Every tensor that `names` are computed from, themselves included, without passing beyond `stops`. */
  ancestors(names: readonly string[], stops: ReadonlySet<string> = new Set()): Set<string> {
    const seen = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (stops.has(name)) continue;
      const node = this.producers.get(name);
      if (node) open.push(...inputsOf(node));
    }
    return seen;
  }

  /** Every tensor that is computed from `name`. */
  descendants(name: string): Set<string> {
    const seen = new Set<string>();
    const open = [name];
    for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
      for (const output of (this.consumers.get(tensor) ?? []).flatMap((node) => node.output)) {
        if (!output || seen.has(output)) continue;
        seen.add(output);
        open.push(output);
      }
    }
    return seen;
  }
}

export function opsetOf(model: OnnxModel): number {
  const entry = model.opsetImport.find(({ domain }) => !domain || domain === 'ai.onnx');
  return int64ToNumber(entry?.version);
}
