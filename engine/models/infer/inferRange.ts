import type { OnnxNode } from '../../onnx/proto.ts';
import type { GraphIndex } from '../graph/GraphIndex.ts';
import { tensorValues } from '../graph/tensorValues.ts';

export interface Evidence<T> {
  value: T;
  because: string;
}

/** Operators that move values and leave them as they are. */
const MOVES = new Set([
  'Reshape', 'Transpose', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast', 'Slice', 'DepthToSpace',
  'SpaceToDepth', 'Dropout', 'Upsample', 'Resize', 'Crop', 'CenterCropPad', 'Gather', 'Expand', 'Split',
  'QuantizeLinear', 'DequantizeLinear', 'MaxPool', 'AveragePool',
]); // prettier-ignore

/**
 * The values that black and white have in an image output, read from the graph's end: a Sigmoid, Tanh or Clip, with the
 * scalar sums and products behind it. null when nothing bounds the output.
 */
export function outputRange(index: GraphIndex, output: string): Evidence<[number, number]> | null {
  const words: string[] = [];
  const interval = walkBack(index, output, words);
  if (!interval) return null;
  // 127.5·tanh + 127.5 in float32 gives 254.9999…; a person's range is round.
  const round = (value: number) => Number(value.toPrecision(4));
  return {
    value: [round(interval[0]), round(interval[1])],
    because: `the graph ends in ${words.join(' then ')}`,
  };
}

function walkBack(index: GraphIndex, tensor: string, words: string[], depth = 0): [number, number] | null {
  const node = index.producers.get(tensor);
  if (!node || depth > 32) return null;
  const source = node.input[0] ?? '';
  if (MOVES.has(node.opType)) return walkBack(index, source, words, depth + 1);
  switch (node.opType) {
    case 'Sigmoid':
    case 'HardSigmoid':
      words.push(node.opType);
      return [0, 1];
    case 'Tanh':
    case 'Softsign':
      words.push(node.opType);
      return [-1, 1];
    case 'Clip': {
      const bounds = clipBounds(index, node);
      if (!bounds) return null;
      // A Clip behind a Sigmoid is a safeguard; the tighter of the two is what images use.
      const inner: string[] = [];
      const inside = walkBack(index, source, inner, depth + 1);
      if (inside && inside[0] >= bounds[0] && inside[1] <= bounds[1]) {
        words.push(...inner);
        return inside;
      }
      words.push(`Clip to [${bounds.join(', ')}]`);
      return bounds;
    }
    case 'Mul':
    case 'Div':
    case 'Add':
    case 'Sub':
    case 'Neg':
      return walkAffine(index, node, words, depth);
    default: {
      // A Sigmoid written out: 1 / (1 + exp(-x)) and other forms are left to the values themselves.
      return null;
    }
  }
}

function walkAffine(
  index: GraphIndex,
  node: OnnxNode,
  words: string[],
  depth: number,
): [number, number] | null {
  const [first = '', second = ''] = node.input;
  const left = scalar(index, first);
  const right = node.opType === 'Neg' ? null : scalar(index, second);
  const constant = right ?? left;
  if (node.opType !== 'Neg' && constant === null) return null;
  const interval = walkBack(
    index,
    left !== null && right === null && node.opType !== 'Neg' ? second : first,
    words,
    depth + 1,
  );
  if (!interval) return null;
  const map = (value: number): number => {
    const c = constant ?? 0;
    if (node.opType === 'Neg') return -value;
    if (node.opType === 'Mul') return value * c;
    if (node.opType === 'Add') return value + c;
    if (node.opType === 'Sub') return right !== null ? value - c : c - value;
    return right !== null ? value / c : c / value;
  };
  const [low, high] = [map(interval[0]), map(interval[1])];
  if (!Number.isFinite(low) || !Number.isFinite(high) || low === high) return null;
  words.push(node.opType === 'Neg' ? 'Neg' : `${node.opType} ${Number((constant ?? 0).toPrecision(4))}`);
  return [low, high];
}

/** A constant whose elements are all the same value, or null. */
function scalar(index: GraphIndex, name: string): number | null {
  const constant = index.constant(name);
  const values = constant && tensorValues(constant);
  const first = values?.[0];
  return first !== undefined && values?.every((value) => value === first) ? first : null;
}

function clipBounds(index: GraphIndex, node: OnnxNode): [number, number] | null {
  const attribute = (name: string) => node.attribute.find((each) => each.name === name)?.f;
  const low = node.input[1] ? scalar(index, node.input[1]) : (attribute('min') ?? null);
  const high = node.input[2] ? scalar(index, node.input[2]) : (attribute('max') ?? null);
  return low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high) && low < high
    ? [low, high]
    : null;
}

/**
 * The range that an encoder's own first operators expect: x/255 takes bytes, 2x - 1 takes 0..1, a subtraction of
 * per-channel means below 1 takes 0..1. null when the graph begins with its weights.
 */
export function inputRange(index: GraphIndex, input: string): Evidence<[number, number]> | null {
  let tensor = input;
  let scale = 1;
  let offset = 0;
  const words: string[] = [];
  for (let step = 0; step < 16; step++) {
    const readers = index.consumers.get(tensor) ?? [];
    const node = readers[0];
    if (!node || readers.length > 1) break;
    if (!MOVES.has(node.opType)) {
      const [first = '', second = ''] = node.input;
      const constant = channelMean(index, first === tensor ? second : first);
      if (constant === null || !['Mul', 'Div', 'Add', 'Sub'].includes(node.opType)) break;
      if ((node.opType === 'Div' || node.opType === 'Sub') && first !== tensor) break;
      if (node.opType === 'Mul') [scale, offset] = [scale * constant, offset * constant];
      else if (node.opType === 'Div') [scale, offset] = [scale / constant, offset / constant];
      else offset += node.opType === 'Add' ? constant : -constant;
      words.push(`${node.opType} ${Number(constant.toPrecision(4))}`);
    }
    tensor = node.output[0] ?? '';
  }
  if (words.length === 0) return null;
  const because = `the encoder begins with ${words.join(' then ')}`;
  // What comes out for bytes, and for 0..1: the one that lands among small numbers around zero is meant.
  const white255 = 255 * scale + offset;
  if (Math.abs(scale) < 0.05 && Math.abs(white255) <= 4) return { value: [0, 255], because };
  if (Math.abs(scale) >= 0.5 && Math.abs(scale + offset) <= 8) return { value: [0, 1], because };
  return null;
}

/** Mean of a scalar or per-channel constant (at most 4 values), or null. */
function channelMean(index: GraphIndex, name: string): number | null {
  const constant = index.constant(name);
  const values = constant && tensorValues(constant, 4);
  if (!values || values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
