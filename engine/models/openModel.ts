import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  latentSizeOf,
  parseModelJson,
  type InferredField,
  type ModelInfo,
  type ModelJson,
} from '../../protocol/model.ts';
import type { ProviderChoice, ProviderName } from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { isOpenSize, sizedJson, sizeWords, type ChosenSize } from '../../protocol/imageSize.ts';
import { findGraphs, type FoundModel } from './findGraphs.ts';
import { inferModel } from './infer/inferModel.ts';
import type { Model } from './Model.ts';
import { OnnxModel } from './OnnxModel.ts';
import { openingError } from './openingError.ts';
import { readGraph, type AdmitBytes, type NamedGraph } from './readGraph.ts';

export interface OpenModelOptions {
  /** 'auto' when absent. */
  provider?: ProviderChoice;
  /** A person's correction, in place of the folder's model.json and of what would be inferred. */
  json?: ModelJson;
  /** The size of its images, for a model whose size is open; as its description says, or a usual one, when absent. */
  size?: ChosenSize;
  /** Threads on the CPU; all cores when absent. */
  threads?: number;
  /** Where choices of provider are kept between starts. Not kept when absent. */
  cacheFolder?: string;
  /** Providers that 'auto' tries; the platform's when absent. */
  candidates?: readonly ProviderName[];
  /**
   * Asked before native code gets the model, and before its graphs are made sense of; rejects where it shall not be opened.
   * Called with the hash of each graph file's bytes, then with that of all there is.
   */
  admit?(reading: ModelReading): Promise<void>;
}

/** What is known of a model while it is read. */
export interface ModelReading {
  found: FoundModel;
  /** SHA-256, hexadecimal: of a file's bytes; or, where it is whole, of all files, external data, the description and a chosen size. */
  hash: string;
  /** Bytes of all files and their external data, null until all are read. */
  sizeBytes: number | null;
}

/**
 * Opens a model folder, an .onnx file (a half, or both halves with z in the middle) or a bundled model by name.
 * @throws EngineError 'not-found', 'bad-model', 'provider-failed', 'bad-request' for a size that it does not take; of at
 * most 400 characters
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<Model> {
  try {
    return await openFound(path, options);
  } catch (error) {
    throw openingError(error, path);
  }
}

async function openFound(path: string, options: OpenModelOptions): Promise<Model> {
  const found = await findGraphs(path);
  const corrected = options.json ? parseModelJson(options.json, 'the correction of model.json') : null;
  const known = corrected ?? found.json;
  const graphs = await readGraphs(found, known, async (hash) =>
    options.admit?.({ found, hash, sizeBytes: null }),
  );
  await options.admit?.({ found, ...wholeReading(graphs, known, options.size) });

  let json: ModelJson;
  let inferred: InferredField[] = [];
  if (known) json = known;
  else ({ json, inferred } = await inferModel(graphs, found.name));
  const { size = null } = options;
  if (size) {
    json = sizedJson(json, size);
    inferred = inferred.map((field) => sizedField(field, json, size));
  }

  const encoder = json.encoder ? (graphs.encoder ?? graphs.unknown) : undefined;
  const decoder = json.decoder ? (graphs.decoder ?? graphs.unknown) : undefined;
  const info: ModelInfo = {
    path: found.file ?? (!found.bundled && found.json ? found.folder : path),
    name: json.name,
    hash: hashOf([encoder, decoder]),
    bundled: found.bundled,
    json: withoutDigests(json),
    chosenSize: size && isOpenSize(json) ? size : null,
    latentSize: latentSizeOf(json),
    hasEncoder: encoder !== undefined,
    hasDecoder: decoder !== undefined,
    inferred,
    canSaveJson: found.json === null,
    encoderProvider: null,
    decoderProvider: null,
  };
  return OnnxModel.open(info, { ...(encoder && { encoder }), ...(decoder && { decoder }) }, options);
}

/** What is told of a model goes to every page: the digests of its training's images, up to a megabyte, are no one's to read. */
function withoutDigests(json: ModelJson): ModelJson {
  if (json.training?.['seen'] === undefined) return json;
  const { seen: _seen, ...training } = json.training;
  return { ...json, training };
}

/** What was inferred of the image's size, now that it was chosen. */
function sizedField(
  inferred: InferredField,
  { image, latent }: ModelJson,
  { by }: ChosenSize,
): InferredField {
  const because = by === 'person' ? 'it was asked for' : 'it is the commonest size of the images';
  switch (inferred.field) {
    case 'image.width':
      return { ...inferred, value: image.width, because };
    case 'image.height':
      return { ...inferred, value: image.height, because };
    case 'latent.shape':
      return { ...inferred, value: latent.shape };
    default:
      return inferred;
  }
}

interface Graphs {
  encoder?: NamedGraph;
  decoder?: NamedGraph;
  unknown?: NamedGraph;
}

/** Reads the files that model.json names, or those that were found. A file that holds both halves is read once. */
async function readGraphs(found: FoundModel, json: ModelJson | null, admit: AdmitBytes): Promise<Graphs> {
  const names = json
    ? { encoder: json.encoder?.file, decoder: json.decoder?.file, unknown: undefined }
    : found;
  const read = new Map<string, NamedGraph>();
  const graphs: Graphs = {};
  for (const role of ['encoder', 'decoder', 'unknown'] as const) {
    const name = names[role];
    if (name === undefined) continue;
    const graph = read.get(name) ?? {
      name,
      file: await readGraph(join(found.folder, name), found.folder, admit),
    };
    read.set(name, graph);
    graphs[role] = graph;
  }
  if (read.size === 0) throw new EngineError('bad-model', `"${found.folder}" holds no .onnx file.`);
  return graphs;
}

function wholeReading(
  { encoder, decoder, unknown }: Graphs,
  json: ModelJson | null,
  size: ChosenSize | undefined,
): Pick<ModelReading, 'hash' | 'sizeBytes'> {
  const files = new Set([encoder, decoder, unknown].flatMap((graph) => (graph ? [graph.file] : [])));
  const description = [JSON.stringify(json), ...(size ? [sizeWords(size)] : [])];
  return {
    hash: createHash('sha256')
      .update([hashOf([encoder, decoder, unknown]), ...description].join('\n'))
      .digest('hex'),
    sizeBytes: [...files].reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}

function hashOf(graphs: readonly (NamedGraph | undefined)[]): string {
  const hashes = graphs.map((graph) => graph?.file.hash ?? '');
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}
