import { createHash } from 'node:crypto';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { isImageFormat, SNIFF_BYTES, sniffFormat } from '../../protocol/imageFormats.ts';
import { readOnnx } from '../onnx/model.ts';
import { opsetOf } from './graph/GraphIndex.ts';
import { countWithinLimit } from './sizeLimits.ts';
import { int64ToNumber, type onnx, type OnnxModel } from '../onnx/proto.ts';

/** One .onnx file with everything it needs in memory. */
export interface GraphFile {
  /** Absolute path. */
  path: string;
  /** External data has been read into the model. */
  model: OnnxModel;
  /** SHA-256 of the file and of the external data that it names, hexadecimal. */
  hash: string;
  /** Of the file and of the external data that it names. */
  sizeBytes: number;
}

/** Told the SHA-256 of a file's bytes before they are made sense of; rejects where nothing shall be made of them. */
export type AdmitBytes = (hash: string) => Promise<void>;

export interface NamedGraph {
  /** File name inside the model's folder, for model.json and errors. */
  name: string;
  file: GraphFile;
}

/** The oldest operator set that ONNX Runtime supports. */
const OLDEST_OPSET = 7;
/** A protobuf message cannot be larger, and neither can what is handed to a session. */
const LARGEST_BYTES = 2 ** 31 - 1;
const ELEMENT_BITS: Record<number, number> = {
  1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128, 16: 16,
  17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4,
}; // prettier-ignore

/**
 * Reads an .onnx file. External data is taken only from files inside `root`, the model's folder.
 * @throws EngineError 'not-found' or 'bad-model'
 */
export async function readGraph(path: string, root = dirname(path), admit?: AdmitBytes): Promise<GraphFile> {
  const name = basename(path);
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new EngineError('not-found', `"${path}" was not found; check the path.`);
  if (info.size > LARGEST_BYTES) throw tooLarge(name, info.size);
  const bytes = await readFile(path);
  const hash = createHash('sha256').update(bytes);
  await admit?.(hash.copy().digest('hex'));
  let model: OnnxModel;
  try {
    model = readOnnx(bytes);
  } catch (error) {
    const other = otherKind(bytes);
    if (other !== null) throw new EngineError('bad-model', `"${name}" is ${other}`);
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-model', `"${name}" is ${words}. Export the model to ONNX again.`);
  }
  const opset = opsetOf(model);
  if (opset < OLDEST_OPSET) {
    throw new EngineError(
      'bad-model',
      `"${name}" is of opset ${opset}, expected ${OLDEST_OPSET} or newer. Export it again with a newer opset.`,
    );
  }
  const sizeBytes = await readExternalData(model, name, root, info.size, hash);
  return { path, model, hash: hash.digest('hex'), sizeBytes };
}

/** What a file is that was given as a model, and what to do; null where that is not known. */
function otherKind(bytes: Uint8Array): string | null {
  const format = sniffFormat(bytes.subarray(0, SNIFF_BYTES));
  const expected = 'expected a model folder or an .onnx file';
  if (isImageFormat(format)) return `an image, not a model; ${expected}. To look at it, open it as images.`;
  if (format === 'npy' || format === 'idx')
    return `an array, not a model; ${expected}. If it holds images, open it as images.`;
  if (format === 'hourglass') return `a Hourglass document, not a model; ${expected}. Open it by itself.`;
  if (format === 'zip')
    return `an archive, as PyTorch saves weights in, not a model; ${expected}. Export the model to ONNX.`;
  return null;
}

/** Resolves to the bytes of the graph and its data together. */
async function readExternalData(
  model: OnnxModel,
  name: string,
  root: string,
  graphBytes: number,
  hash: { update(bytes: Uint8Array): unknown },
): Promise<number> {
  const files = new Map<string, { path: string; size: number }>();
  const slices: { tensor: onnx.ITensorProto; path: string; offset: number; length: number }[] = [];
  let total = graphBytes;
  for (const sparse of model.graph?.sparseInitializer ?? []) {
    const tensor = sparse.values?.name ?? '';
    countWithinLimit(name, `sparse tensor "${tensor}"`, (sparse.dims ?? []).map(int64ToNumber));
  }
  for (const tensor of tensorsOf(model.graph)) {
    if (tensor.dataLocation !== 1 /* EXTERNAL */) {
      checkStored(tensor, name);
      continue;
    }
    const entries = new Map(tensor.externalData?.map(({ key, value }) => [key, value ?? '']));
    const location = entries.get('location') ?? '';
    let file = files.get(location);
    if (!file) {
      file = await externalFile(name, root, location);
      files.set(location, file);
    }
    const expected = byteSize(tensor);
    const offset = Number(entries.get('offset') ?? 0);
    const length = entries.has('length') ? Number(entries.get('length')) : expected;
    if (length !== expected) {
      throw new EngineError(
        'bad-model',
        `"${name}": tensor "${tensor.name}" of shape [${tensor.dims?.map(int64ToNumber).join(',')}] needs ${expected} bytes, but names ${length} bytes of "${location}". Export the model again.`,
      );
    }
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > file.size) {
      throw new EngineError(
        'bad-model',
        `"${name}": tensor "${tensor.name}" lies at bytes ${offset} to ${offset + length} of "${location}", which has only ${file.size}. The file is cut short; copy it again.`,
      );
    }
    total += length;
    if (total > LARGEST_BYTES) throw tooLarge(name, total);
    slices.push({ tensor, path: file.path, offset, length });
  }
  // Only once all are known to fit together is memory asked for.
  for (const { tensor, path, offset, length } of slices) {
    tensor.rawData = await readSlice(path, offset, length);
    tensor.externalData = [];
    tensor.dataLocation = 0;
    hash.update(tensor.rawData);
  }
  return total;
}

async function externalFile(
  name: string,
  root: string,
  location: string,
): Promise<{ path: string; size: number }> {
  const path = resolve(root, location);
  const refusal = new EngineError(
    'bad-model',
    `"${name}" keeps data in "${location}", which is outside the model's folder. Put the data file beside the .onnx file and export again with a relative location.`,
  );
  if (location === '' || isAbsolute(location) || !isInside(resolve(root), path)) throw refusal;
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) {
    throw new EngineError(
      'bad-model',
      `"${name}" keeps its weights in "${location}", which is not in the model's folder. Copy that file beside "${name}".`,
    );
  }
  // A link inside the folder may lead out of it.
  if (!isInside(await realpath(root), await realpath(path))) throw refusal;
  return { path, size: info.size };
}

const isInside = (root: string, path: string) => {
  const below = relative(root, path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
};

async function readSlice(path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await using file = await open(path);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new EngineError('bad-model', `"${path}" became shorter while it was read.`);
    done += bytesRead;
  }
  return bytes;
}

function byteSize(tensor: onnx.ITensorProto): number {
  const count = (tensor.dims ?? []).map(int64ToNumber).reduce((product, dim) => product * dim, 1);
  return Math.ceil((count * (ELEMENT_BITS[tensor.dataType ?? 0] ?? NaN)) / 8);
}

/** A tensor inside the file that claims more values than it holds would have memory asked for by its claim. */
function checkStored(tensor: onnx.ITensorProto, name: string): void {
  const dims = (tensor.dims ?? []).map(int64ToNumber);
  const count = dims.reduce((product, dim) => product * dim, 1);
  const bits = ELEMENT_BITS[tensor.dataType ?? 0];
  const lists = [
    tensor.floatData,
    tensor.int32Data,
    tensor.int64Data,
    tensor.doubleData,
    tensor.uint64Data,
    tensor.stringData,
  ];
  const listed = lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  // Numbers of 4 bits lie in pairs.
  const held = tensor.rawData?.length
    ? Math.floor((tensor.rawData.length * 8) / (bits ?? 8))
    : listed * (bits === 4 ? 2 : 1);
  if (dims.every((dim) => dim >= 0) && count <= held) return;
  throw new EngineError(
    'bad-model',
    `"${name}": tensor "${tensor.name}" is declared [${dims.join(',')}], but the file holds ${held} values of it. The file is damaged; export the model again.`,
  );
}

/** Every tensor stored in a graph: initializers, and those in attributes and bodies of nodes. */
function* tensorsOf(graph: onnx.IGraphProto | null | undefined): Generator<onnx.ITensorProto> {
  if (!graph) return;
  yield* graph.initializer ?? [];
  for (const node of graph.node ?? []) {
    for (const attribute of node.attribute ?? []) {
      if (attribute.t) yield attribute.t;
      yield* attribute.tensors ?? [];
      yield* tensorsOf(attribute.g);
      for (const body of attribute.graphs ?? []) yield* tensorsOf(body);
    }
  }
}

const tooLarge = (name: string, bytes: number) =>
  new EngineError(
    'bad-model',
    `"${name}" holds ${(bytes / 2 ** 30).toFixed(1)} GB with its data; at most 2 GB can be opened. Export it in float16.`,
  );
