import { makeNode, makeTensor, makeValueInfo } from '../../../engine/onnx/node.ts';
import { onnx } from '../../../engine/onnx/proto.ts';
import { LATENT, type Part } from './Part.ts';
import type { Odd } from './Odd.ts';

const DEEPEST = 30;
const MOST_NODES = 4000;

/** Adds nodes from the part's input to its output. */
type OddStructure = (part: Part, odd: Odd) => void;

const bool = (value: boolean) => makeTensor('', 'bool', [], Uint8Array.of(Number(value)));
const info = (name: string) => makeValueInfo(name, 'float32', ['N', LATENT]);

/** Graphs whose nodes are each known, and whose arrangement is not. */
export const ODD_STRUCTURES: readonly OddStructure[] = [
  // Branches in branches.
  (part, odd) => {
    const condition = part.initializer(bool(odd.random.below(2) === 0));
    const branch = (depth: number): onnx.GraphProto => {
      const output = part.newName();
      const inner =
        depth > 0 &&
        makeNode('If', [condition], [output], {
          then_branch: { graph: branch(depth - 1) },
          else_branch: { graph: leaf() },
        });
      return new onnx.GraphProto({
        name: 'branch',
        node: [inner || makeNode('Identity', [part.from], [output])],
        output: [info(output)],
      });
    };
    const leaf = () => branch(0);
    const depth = odd.random.below(DEEPEST);
    part.nodes.push(
      makeNode('If', [condition], [part.to], {
        then_branch: { graph: branch(depth) },
        else_branch: { graph: leaf() },
      }),
    );
  },
  // Branches of other types, of other counts, or without what they must give.
  (part, odd) => {
    const output = part.newName();
    const graph = (opType: string, outputs: onnx.ValueInfoProto[]) =>
      new onnx.GraphProto({
        name: 'branch',
        node: [makeNode(opType, [odd.pick([part.from, 'nowhere', ''])], [output])],
        output: outputs,
      });
    part.nodes.push(
      makeNode('If', [part.initializer(bool(true))], [part.to], {
        then_branch: {
          graph: graph(
            odd.pick(['Shape', 'Identity', 'Not']),
            odd.pick([[], [info(output)], [info(part.from)]]),
          ),
        },
        else_branch: {
          graph: graph('Relu', odd.pick([[info(output), info(output)], [info(output)], [info('nothing')]])),
        },
      }),
    );
  },
  // Loops in loops, some without an end.
  (part, odd) => {
    const depth = odd.random.below(odd.pick([2, 4, DEEPEST]));
    const goOn = part.initializer(bool(true));
    const loop = (level: number, from: string, to: string): onnx.NodeProto => {
      const [trip, condition, value, next, last] = Array.from({ length: 5 }, () => part.newName()) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const body = new onnx.GraphProto({
        name: 'body',
        node: [
          makeNode('Identity', [condition], [next]),
          level > 0
            ? loop(level - 1, value, last)
            : makeNode(odd.pick(['Identity', 'Neg', 'Relu']), [value], [last]),
        ],
        input: [makeValueInfo(trip, 'int64', []), makeValueInfo(condition, 'bool', []), info(value)],
        output: [makeValueInfo(next, 'bool', []), info(last)],
      });
      const trips = odd.pick([1, 1, 2, 2, 3, 0, -1, 2 ** 62, null]);
      return makeNode('Loop', [trips === null ? '' : part.int(trips), goOn, from], [to], {
        body: { graph: body },
      });
    };
    part.nodes.push(loop(depth, part.from, part.to));
  },
  // A loop that keeps what it made in every round.
  (part, odd) => {
    const body = new onnx.GraphProto({
      name: 'body',
      node: [makeNode('Identity', ['goOn'], ['goOnNext']), makeNode('Identity', [part.from], ['kept'])],
      input: [makeValueInfo('trip', 'int64', []), makeValueInfo('goOn', 'bool', [])],
      output: [makeValueInfo('goOnNext', 'bool', []), info('kept')],
    });
    part.end(
      part.node('Loop', [part.int(odd.int()), part.initializer(bool(true))], { body: { graph: body } }),
    );
  },
  // Very many nodes in a row.
  (part, odd) => {
    let last = part.from;
    for (let left = 2000 + odd.random.below(MOST_NODES - 2000); left > 0; left--)
      last = part.node(odd.pick(['Identity', 'Relu', 'Neg']), [last]);
    part.nodes.push(makeNode('Identity', [last], [part.to]));
  },
  // Each tensor is made of two of the one before.
  (part, odd) => {
    let last = part.from;
    const opType = odd.pick(['Concat', 'Add', 'Mul']);
    for (let left = 1 + odd.random.below(60); left > 0; left--)
      last = part.node(opType, [last, last], opType === 'Concat' ? { axis: { int: 0 } } : {});
    part.end(last);
  },
  // A circle.
  (part, odd) => {
    const [first, second] = [part.newName(), part.newName()];
    part.nodes.push(makeNode('Add', [part.from, second], [first]), makeNode('Relu', [first], [second]));
    part.nodes.push(
      makeNode('Identity', [odd.pick([first, second])], [odd.pick([part.to, part.to, part.from])]),
    );
  },
  // A node that takes what it gives, gives nothing, or gives something twice.
  (part, odd) => {
    const own = part.newName();
    part.nodes.push(
      new onnx.NodeProto({
        opType: odd.pick(['Relu', 'Identity', 'Split', 'Constant']),
        input: odd.pick([[own], [part.from], ['', ''], []]),
        output: odd.pick([[own], [own, own], [''], [], [part.from]]),
      }),
      makeNode('Identity', [part.from], [part.to]),
    );
    if (odd.small() > 1) part.nodes.push(makeNode('Identity', [part.from], [part.to]));
  },
  // A scan over an axis that there is not.
  (part, odd) => {
    const body = new onnx.GraphProto({
      name: 'body',
      node: [makeNode('Neg', ['row'], ['negative'])],
      input: [makeValueInfo('row', 'float32', [LATENT])],
      output: [makeValueInfo('negative', 'float32', [LATENT])],
    });
    part.end(
      part.node('Scan', [part.from], {
        body: { graph: body },
        num_scan_inputs: { int: odd.pick([1, 1, odd.int()]) },
        scan_input_axes: { ints: odd.ints(1) },
        scan_input_directions: { ints: odd.ints(1) },
      }),
    );
  },
];
