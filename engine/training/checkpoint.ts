import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import type { CurvePoint } from '../../protocol/training.ts';
import { momentSize, type TrainingState } from './step/TrainingState.ts';

/** Everything a training needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Of options, images and network: a checkpoint of another training is not gone on with. */
  key: string;
  state: TrainingState;
  /** null before the first evaluation. */
  best: BestWeights | null;
  curve: CurvePoint[];
  /** Epochs done. */
  epoch: number;
  /** Of the steps since the last point of the curve. */
  lossSum: number;
  lossCount: number;
  /** Seconds of training so far, pauses left out. */
  seconds: number;
}

/** The weights with the lowest held-out error so far. */
export interface BestWeights {
  step: number;
  epoch: number;
  /** Held-out loss or squared error, whichever the training judges by. */
  heldOutError: number;
  /** In the order of the training state's names. */
  weights: Float32Array[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** What stands before the arrays; they follow in the order weights, moments1, moments2, best weights. */
const headerSchema = v.object({
  key: v.string(),
  names: v.array(v.string()),
  shapes: v.array(v.array(count)),
  step: count,
  best: v.nullable(v.object({ step: count, epoch: v.number(), heldOutError: v.number() })),
  curve: v.array(
    v.object({
      step: count,
      epoch: v.number(),
      seconds: v.number(),
      train: v.number(),
      heldOut: v.number(),
      heldOutSse: v.number(),
    }),
  ),
  epoch: v.number(),
  lossSum: v.number(),
  lossCount: count,
  seconds: v.number(),
});
export type CheckpointHeader = v.InferOutput<typeof headerSchema>;

/** Every checkpoint begins with it, those of earlier formats after the length of their header. */
const SIGN = 'hourglass checkpoint ';
const MAGIC = new TextEncoder().encode(`${SIGN}2\n`);
/** The magic, the CRC-32 of all that follows it, the length of the header. */
const CRC_AT = MAGIC.length;
const LENGTH_AT = CRC_AT + 4;
const HEADER_AT = LENGTH_AT + 4;
/** As many bytes as tell whose a file is. */
export const SIGN_BYTES = 64;

/** Whether a file that begins so was written by Hourglass, in whichever format. @param start its first SIGN_BYTES */
export const isCheckpoint = (start: Uint8Array): boolean => {
  const text = new TextDecoder('latin1').decode(start.subarray(0, SIGN_BYTES));
  return text.startsWith(SIGN) || text.slice(4).startsWith(`{"format":"${SIGN}`);
};

/** A checkpoint's bytes, in parts. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array[] {
  const { state, best, ...rest } = checkpoint;
  const header: CheckpointHeader = {
    ...rest,
    names: state.names,
    shapes: state.shapes,
    step: state.step,
    best: best && { step: best.step, epoch: best.epoch, heldOutError: best.heldOutError },
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, headerBytes.length, true);
  const arrays = [...state.weights, ...state.moments1, ...state.moments2, ...(best?.weights ?? [])];
  const content = [
    length,
    headerBytes,
    ...arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  ];
  const crc = new Uint8Array(4);
  new DataView(crc.buffer).setUint32(
    0,
    content.reduce((sum, part) => crc32(part, sum), 0),
    true,
  );
  return [MAGIC, crc, ...content];
}

/** The checkpoint in these bytes; null where they are not what was written: cut short, changed, of an earlier format. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | null {
  if (bytes.length < HEADER_AT || MAGIC.some((byte, at) => bytes[at] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (crc32(bytes.subarray(LENGTH_AT)) !== view.getUint32(CRC_AT, true)) return null;
  const header = decodeHeader(bytes);
  if (!header) return null;
  const { names, shapes, step, best, ...rest } = header;
  const sizes = shapes.map((shape) => shape.reduce((product, dim) => product * dim, 1));
  const momentSizes = shapes.map((shape, index) => momentSize(names[index]!, shape));
  const total = (all: readonly number[]) => all.reduce((sum, size) => sum + size, 0);
  let at = HEADER_AT + view.getUint32(LENGTH_AT, true);
  if (bytes.length !== at + 4 * ((best ? 2 : 1) * total(sizes) + 2 * total(momentSizes))) return null;
  const takeArrays = (lengths: readonly number[]) =>
    lengths.map((size) => {
      const array = new Float32Array(size);
      new Uint8Array(array.buffer).set(bytes.subarray(at, at + size * 4));
      at += size * 4;
      return array;
    });
  const state: TrainingState = {
    names,
    shapes,
    weights: takeArrays(sizes),
    moments1: takeArrays(momentSizes),
    moments2: takeArrays(momentSizes),
    step,
  };
  return { ...rest, state, best: best && { ...best, weights: takeArrays(sizes) } };
}

/** The header in a checkpoint's first bytes, which hold it whole; null where there is none. Its arrays are not looked at. */
export function decodeHeader(bytes: Uint8Array): CheckpointHeader | null {
  if (bytes.length < HEADER_AT) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(LENGTH_AT, true);
  try {
    const text = new TextDecoder().decode(bytes.subarray(HEADER_AT, HEADER_AT + length));
    const parsed = v.safeParse(headerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
