import { readFile, rm } from 'node:fs/promises';
import type { CurvePoint } from '../../protocol/training.ts';
import type { TrainingState } from './step/TrainingState.ts';
import { writeWhole } from '../files/writeWhole.ts';

/** Everything a training needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Of options, images and network: a checkpoint of another training is not gone on with. */
  key: string;
  state: TrainingState;
  best: BestWeights;
  curve: CurvePoint[];
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

const FORMAT = 'hourglass checkpoint 1';

/** The header that stands before the arrays; they follow in the order weights, moments1, moments2, best weights. */
interface Header {
  format: typeof FORMAT;
  key: string;
  names: string[];
  shapes: number[][];
  step: number;
  best: Omit<BestWeights, 'weights'>;
  curve: CurvePoint[];
  seconds: number;
}

/** A training's checkpoint lies beside the model folder it will write. */
export const checkpointFile = (modelFolder: string) => `${modelFolder}.checkpoint`;

export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { key, state, best, curve, seconds } = checkpoint;
  const header: Header = {
    format: FORMAT,
    key,
    names: state.names,
    shapes: state.shapes,
    step: state.step,
    best: { step: best.step, epoch: best.epoch, heldOutError: best.heldOutError },
    curve,
    seconds,
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, headerBytes.length, true);
  const arrays = [...state.weights, ...state.moments1, ...state.moments2, ...best.weights];
  await writeWhole(
    file,
    length,
    headerBytes,
    ...arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  );
}

/** The checkpoint in a file, or null when there is none, or it is another training's, or it is damaged. */
export async function loadCheckpoint(file: string, key: string): Promise<Checkpoint | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    return null;
  }
  const header = readHeader(bytes);
  if (header?.key !== key) return null;
  const sizes = header.shapes.map((shape) => shape.reduce((product, dim) => product * dim, 1));
  const valueCount = sizes.reduce((sum, size) => sum + size, 0);
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length !== start + 4 * 4 * valueCount) return null;
  let at = start;
  const takeArrays = () =>
    sizes.map((size) => {
      const array = new Float32Array(size);
      new Uint8Array(array.buffer).set(bytes.subarray(at, at + size * 4));
      at += size * 4;
      return array;
    });
  const state: TrainingState = {
    names: header.names,
    shapes: header.shapes,
    weights: takeArrays(),
    moments1: takeArrays(),
    moments2: takeArrays(),
    step: header.step,
  };
  return {
    key,
    state,
    best: { ...header.best, weights: takeArrays() },
    curve: header.curve,
    seconds: header.seconds,
  };
}

function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < 4) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    return header.format === FORMAT ? header : null;
  } catch {
    return null;
  }
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}
