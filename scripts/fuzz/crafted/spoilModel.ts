import { floatTensor, makeNode, makeValueInfo } from '../../../engine/onnx/node.ts';
import { onnx, type OnnxGraph, type OnnxModel } from '../../../engine/onnx/proto.ts';
import type { Odd } from './Odd.ts';

/** Changes a whole model in place. */
type Spoil = (model: OnnxModel, graph: OnnxGraph, odd: Odd) => void;

const ODD_NAMES = [
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  'toString',
  'pixels',
  'latent',
  'x'.repeat(100_000),
  '💥',
  'a"b',
  'z',
  'x',
];
const LOCATIONS = ['', '.', '..', '/', '../encoder.data', '/etc/hostname', 'nowhere.data', 'encoder.onnx', 'encoder.data', 'encoder.data/', './encoder.data', '\0', 'x'.repeat(5000), 'encoder.data\0.png', 'file:///etc/hostname']; // prettier-ignore

const infosOf = (graph: OnnxGraph) => [...graph.input, ...graph.output];
const dimsOf = (graph: OnnxGraph, odd: Odd) => odd.pick(infosOf(graph)).type?.tensorType?.shape?.dim ?? [];

const SPOILS: readonly Spoil[] = [
  // Declared sizes.
  (_, graph, odd) => {
    const dims = dimsOf(graph, odd);
    if (dims.length > 0)
      dims[odd.random.below(dims.length)] = new onnx.TensorShapeProto.Dimension({ dimValue: odd.int() });
  },
  (_, graph, odd) => {
    const dims = dimsOf(graph, odd);
    for (let i = 0; i < dims.length; i++)
      dims[i] = new onnx.TensorShapeProto.Dimension({
        dimValue: odd.pick([2 ** 31, 2 ** 53, 65_536, -1, 0, 8]),
      });
  },
  (_, graph, odd) => {
    const dims = dimsOf(graph, odd);
    if (dims.length > 0)
      dims[odd.random.below(dims.length)] = new onnx.TensorShapeProto.Dimension(
        odd.pick([{}, ...ODD_NAMES.map((dimParam) => ({ dimParam }))]),
      );
  },
  (_, graph, odd) => {
    const shape = odd.pick(infosOf(graph)).type?.tensorType?.shape;
    if (shape)
      shape.dim = odd.pick([
        [],
        shape.dim?.slice(1) ?? [],
        [...(shape.dim ?? []), ...(shape.dim ?? [])],
        Array.from({ length: 1000 }, () => new onnx.TensorShapeProto.Dimension({ dimValue: 1 })),
      ]);
  },
  // Types.
  (_, graph, odd) => {
    const type = odd.pick(infosOf(graph)).type?.tensorType;
    if (type) type.elemType = odd.pick([0, 2, 3, 6, 7, 8, 9, 10, 11, 14, 16, 17, 21, 22, 99, -1]);
  },
  (_, graph, odd) => {
    const info = odd.pick(infosOf(graph));
    const type = info.type ?? new onnx.TypeProto();
    info.type = new onnx.TypeProto(
      odd.pick([
        {},
        { sequenceType: { elemType: type } },
        { optionalType: { elemType: type } },
        { mapType: { keyType: 7, valueType: type } },
        { sparseTensorType: { elemType: 1 } },
        { tensorType: {} },
      ]),
    );
  },
  // Names.
  (_, graph, odd) => {
    odd.pick(infosOf(graph)).name = odd.pick(ODD_NAMES);
  },
  (_, graph, odd) => {
    const name = odd.pick(ODD_NAMES);
    const old = odd.pick(graph.node).output[0] ?? '';
    for (const node of graph.node) {
      node.input = node.input.map((input) => (input === old ? name : input));
      node.output = node.output.map((output) => (output === old ? name : output));
    }
    for (const output of graph.output) if (output.name === old) output.name = name;
  },
  (_, graph, odd) => {
    const name = odd.pick([odd.pick(graph.node).output[0] ?? '', odd.pick(infosOf(graph)).name ?? '']);
    odd.pick([...infosOf(graph), ...graph.initializer]).name = name;
  },
  (_, graph, odd) => {
    for (const node of graph.node) node.name = odd.pick(ODD_NAMES);
    graph.name = odd.pick(ODD_NAMES);
  },
  // Too many or too few of something.
  (_, graph, odd) => {
    const list = odd.pick([graph.input, graph.output, graph.node, graph.initializer] as unknown[][]);
    if (odd.small() > 0) list.push(...list);
    else list.splice(odd.random.below(list.length), odd.pick([1, 100]));
  },
  (_, graph, odd) => {
    for (let i = 0; i < 1000; i++)
      odd.pick([graph.input, graph.output]).push(makeValueInfo(`more${i}`, 'float32', ['N', 1]));
  },
  (_, graph, odd) => {
    graph.output.push(
      makeValueInfo(
        odd.pick([graph.input[0]?.name ?? '', graph.initializer[0]?.name ?? '', 'nothing']),
        'float32',
        ['N', 3],
      ),
    );
  },
  // Weights that are not what they are said to be.
  (_, graph, odd) => {
    const tensor = odd.pick(graph.initializer);
    tensor.dims = odd.ints();
  },
  (_, graph, odd) => {
    const tensor = odd.pick(graph.initializer);
    tensor.rawData = (tensor.rawData ?? new Uint8Array()).slice(0, odd.random.below(20));
  },
  (_, graph, odd) => {
    const tensor = odd.pick(graph.initializer);
    tensor.dataType = odd.pick([0, 2, 6, 7, 8, 9, 10, 16, 17, 21, 22, 23, 99]);
    if (odd.small() > 1) tensor.stringData = [new Uint8Array([255, 0]), new Uint8Array()];
  },
  (_, graph, odd) => {
    const tensor = odd.pick(graph.initializer);
    tensor.floatData = Array.from({ length: odd.random.below(300) }, () => odd.float());
    if (odd.small() > 0) tensor.rawData = new Uint8Array();
  },
  (_, graph, odd) => {
    const values = floatTensor(odd.pick(['sparse', graph.initializer[0]?.name ?? '']), [2], [1, odd.float()]);
    const indices = new onnx.TensorProto({
      dims: odd.pick([[2], [2, 1], [0]]),
      dataType: 7,
      int64Data: [odd.int(), odd.int()],
    });
    graph.sparseInitializer.push(new onnx.SparseTensorProto({ values, indices, dims: odd.ints() }));
  },
  // Weights elsewhere.
  (_, graph, odd) => {
    const tensor = odd.pick(graph.initializer);
    tensor.rawData = new Uint8Array();
    tensor.dataLocation = 1;
    const text = () => odd.pick([String(odd.int()), '', 'NaN', '1e3', '0x10', '-0', ' 4', '12.5']);
    const entries = [
      { key: 'location', value: odd.pick(LOCATIONS) },
      ...(odd.small() > 0 ? [{ key: 'offset', value: text() }] : []),
      ...(odd.small() > 0 ? [{ key: 'length', value: text() }] : []),
      ...(odd.small() > 2 ? [{ key: 'location', value: odd.pick(LOCATIONS) }, {}] : []),
    ];
    tensor.externalData = entries.map((entry) => new onnx.StringStringEntryProto(entry));
    if (odd.random.below(8) === 0) tensor.externalData = [];
  },
  // Attributes.
  (_, graph, odd) => {
    const node = odd.pick(graph.node);
    const attribute = odd.pick([
      ...node.attribute,
      new onnx.AttributeProto({ name: 'axis', type: 2, i: odd.int() }),
    ]);
    attribute.type = odd.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 11]);
    if (odd.small() > 1) attribute.refAttrName = odd.pick(ODD_NAMES);
    if (odd.small() > 1) attribute.ints = odd.ints();
    if (!node.attribute.includes(attribute)) node.attribute.push(attribute);
  },
  (_, graph, odd) => {
    const node = odd.pick(graph.node);
    node.opType = odd.pick([
      'Constant',
      'If',
      'Loop',
      'Conv',
      'Reshape',
      'Gemm',
      'RandomNormalLike',
      'Identity',
      'Shape',
      'Cast',
      '',
    ]);
  },
  (_, graph, odd) => {
    graph.node.reverse();
    if (odd.small() > 1) graph.node.push(...graph.node.slice(0, 1));
  },
  // What the model says of itself.
  (model, _, odd) => {
    model.irVersion = odd.pick([0, 1, 2, 3, 4, 9, 10, 13, 14, 1000, -1, 2 ** 53]);
  },
  (model, _, odd) => {
    const version = odd.pick([
      0,
      1,
      6,
      7,
      8,
      9,
      10,
      11,
      12,
      13,
      18,
      19,
      20,
      21,
      22,
      23,
      24,
      25,
      26,
      999,
      -1,
      2 ** 53,
    ]);
    model.opsetImport = odd
      .pick([
        [{ domain: '', version }],
        [{ domain: 'ai.onnx', version }],
        [
          { domain: '', version: 17 },
          { domain: '', version },
        ],
        [{ domain: 'elsewhere', version }],
        [],
      ])
      .map((opset) => new onnx.OperatorSetIdProto(opset));
  },
  (model, _, odd) => {
    model.metadataProps = Array.from(
      { length: odd.pick([1, 3000]) },
      () =>
        new onnx.StringStringEntryProto({
          key: odd.pick(ODD_NAMES),
          value: 'x'.repeat(odd.random.below(1000)),
        }),
    );
    model.producerName = odd.pick(ODD_NAMES);
    model.docString = 'x'.repeat(odd.random.below(100_000));
  },
  // Functions of the model's own: one that calls itself, calls another that does, or has no body.
  (model, graph, odd) => {
    const at = odd.random.below(graph.node.length);
    const replaced = graph.node[at];
    const call = (opType: string, input: string, output: string) =>
      Object.assign(makeNode(opType, [input], [output]), { domain: 'own' });
    const made = (name: string, node: onnx.NodeProto[]) =>
      new onnx.FunctionProto({
        name,
        domain: 'own',
        input: ['a'],
        output: ['b'],
        node,
        opsetImport: [
          { domain: '', version: 17 },
          { domain: 'own', version: 1 },
        ],
      });
    model.opsetImport.push(new onnx.OperatorSetIdProto({ domain: 'own', version: 1 }));
    model.functions.push(
      ...odd.pick([
        [made('F', [call('F', 'a', 'b')])],
        [made('F', [call('G', 'a', 'b')]), made('G', [call('F', 'a', 'b')])],
        [made('F', [])],
        [made('F', [makeNode('Relu', ['a'], ['b'])])],
        [made('F', [makeNode('Relu', ['nothing'], ['b'])]), made('F', [])],
        Array.from({ length: 20 }, (_unused, i) =>
          made(i === 0 ? 'F' : `F${i}`, [call(`F${i + 1}`, 'a', 'm'), call(`F${i + 1}`, 'm', 'b')]),
        ),
      ]),
    );
    graph.node[at] = call('F', replaced?.input[0] ?? '', replaced?.output[0] ?? '');
  },
];

/** Makes something of a model untrue, impossible or far too large. */
export function spoilModel(model: OnnxModel, odd: Odd): void {
  const { graph } = model;
  // What was spoilt before may have left nothing to pick from.
  if (!graph?.node.length || !graph.initializer.length || !graph.input.length || !graph.output.length) return;
  odd.pick(SPOILS)(model, graph as OnnxGraph, odd);
}
