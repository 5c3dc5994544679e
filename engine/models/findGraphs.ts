import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ModelJson } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { bundledFolder } from './bundled.ts';
import { isHalfWritten } from './halfWritten.ts';
import { MODEL_JSON, OWN_MODEL_JSON, readModelJson } from './modelJson.ts';

/** What a path given by a person stands for. File names are relative to `folder`, with forward slashes. */
export interface FoundModel {
  /** The model's folder, absolute: where external data and model.json are. */
  folder: string;
  /** What the model is called when no model.json names it. */
  name: string;
  bundled: boolean;
  json: ModelJson | null;
  /** The description is of a file, not of the folder: the model opens again by this path. */
  file?: string;
  /** Where a description of it belongs, in the folder, while there is none. */
  jsonName?: string;
  encoder?: string;
  decoder?: string;
  /** A single file whose role shows only in its graph. */
  unknown?: string;
}

const ENCODER_NAME = /(^|[^a-z])(vae[_-]?)?(encoder|encode|enc|recognition|inference)([^a-z]|$)/i;
const DECODER_NAME = /(^|[^a-z])(vae[_-]?)?(decoder|decode|dec|generator|generate|gen)([^a-z]|$)/i;

/**
 * Finds the graphs behind a model folder, an .onnx file or a bundled model's name.
 * @throws EngineError 'not-found', or 'bad-model' when a folder holds several files whose roles their names do not tell
 */
export async function findGraphs(path: string): Promise<FoundModel> {
  const bundled = /[\\/]/.test(path) ? null : bundledFolder(path);
  const location = resolve(path);
  const info = await stat(location).catch(() => null);
  if (!info && bundled) return inFolder(bundled, true);
  if (info?.isDirectory()) return inFolder(location, false);
  if (info?.isFile()) return fromFile(location);
  throw new EngineError(
    'not-found',
    `"${path}" was not found; expected a model folder, an .onnx file or the name of a bundled model.`,
  );
}

async function inFolder(folder: string, bundled: boolean): Promise<FoundModel> {
  const found = { folder, name: basename(folder), bundled };
  if (isHalfWritten(await readdir(folder))) {
    throw new EngineError(
      'bad-model',
      `The model in "${folder}" is half the old and half the new one: its training was killed while it wrote them. Start the same training again; it goes on from its last checkpoint.`,
    );
  }
  const json = await readModelJson(folder);
  if (json) return { ...found, json, ...filesOf(json) };
  const files = await onnxFiles(folder);
  if (files.length === 0) {
    throw new EngineError(
      'bad-model',
      `"${folder}" holds no .onnx file and no ${MODEL_JSON}; expected encoder.onnx and decoder.onnx, or one of them. If it holds images, open it as images.`,
    );
  }
  return { ...found, json: null, ...assignRoles(files, folder) };
}

const filesOf = (json: ModelJson) => ({
  ...(json.encoder && { encoder: json.encoder.file }),
  ...(json.decoder && { decoder: json.decoder.file }),
});

function assignRoles(
  files: readonly string[],
  folder: string,
): Pick<FoundModel, 'encoder' | 'decoder' | 'unknown'> {
  const encoders = files.filter((file) => ENCODER_NAME.test(file) && !DECODER_NAME.test(file));
  const decoders = files.filter((file) => DECODER_NAME.test(file) && !ENCODER_NAME.test(file));
  const [encoder, secondEncoder] = encoders;
  const [decoder, secondDecoder] = decoders;
  const only = files.length === 1 ? files[0] : undefined;
  if (only !== undefined && !encoder && !decoder) return { unknown: only };
  if ((!encoder && !decoder) || secondEncoder !== undefined || secondDecoder !== undefined) {
    throw new EngineError(
      'bad-model',
      `"${folder}" holds ${files.map((file) => `"${file}"`).join(', ')}, expected one encoder and one decoder, told by their names. Open one file, or write a ${MODEL_JSON}.`,
    );
  }
  return { ...(encoder !== undefined && { encoder }), ...(decoder !== undefined && { decoder }) };
}

/** .onnx files of a folder and, where it has none, of its sub-folders: vae_encoder/model.onnx. In the order of names. */
async function onnxFiles(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const isGraph = (name: string) => extname(name).toLowerCase() === '.onnx';
  const here = entries
    .filter((entry) => !entry.isDirectory() && isGraph(entry.name))
    .map((entry) => entry.name);
  if (here.length > 0) return here;
  const below = entries
    .filter(
      (entry) => entry.isDirectory() && (ENCODER_NAME.test(entry.name) || DECODER_NAME.test(entry.name)),
    )
    .map(async (entry) =>
      (await readdir(join(folder, entry.name))).filter(isGraph).map((name) => `${entry.name}/${name}`),
    );
  return (await Promise.all(below)).flat();
}

/**
 * A file opens as a description of its own says, else as its folder's model.json does, where that names it, else with its
 * other half, where one lies beside it.
 */
async function fromFile(path: string): Promise<FoundModel> {
  const folder = dirname(path);
  const file = basename(path);
  if (file === MODEL_JSON) return inFolder(folder, false);
  const name = basename(file, extname(file));
  const own = await ownDescription(folder, file);
  if (own) return { folder, name, bundled: false, json: own, file: path, ...filesOf(own) };
  const json = await readModelJson(folder);
  if (json && names(json, file)) return inFolder(folder, false);
  const found: FoundModel = { folder, name, bundled: false, json: null };
  const graphs = await onnxFiles(folder);
  /** A folder of several models is described file by file. */
  const jsonName = (ofModel: readonly string[]) =>
    json || graphs.some((each) => !ofModel.includes(each)) ? `${name}${OWN_MODEL_JSON}` : MODEL_JSON;
  const isEncoder = ENCODER_NAME.test(file);
  if (isEncoder !== DECODER_NAME.test(file)) {
    const other = graphs.find((each) => each !== file && stem(each) === stem(file));
    if (other !== undefined) {
      const shared = stem(file).replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '');
      const pair = isEncoder ? { encoder: file, decoder: other } : { encoder: other, decoder: file };
      return { ...found, name: shared || basename(folder), jsonName: jsonName([file, other]), ...pair };
    }
  }
  return { ...found, jsonName: jsonName([file]), unknown: file };
}

const names = (json: ModelJson, file: string) => json.encoder?.file === file || json.decoder?.file === file;

/** faces.model.json of faces.onnx; else any such description that names the file. */
async function ownDescription(folder: string, file: string): Promise<ModelJson | null> {
  const first = `${basename(file, extname(file))}${OWN_MODEL_JSON}`;
  const json = await readModelJson(folder, first);
  if (json && names(json, file)) return json;
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith(OWN_MODEL_JSON) || name === first) continue;
    // What another program calls so, or is of another model, is none of this one's.
    const other = await readModelJson(folder, name).catch(() => null);
    if (other && names(other, file)) return other;
  }
  return null;
}

/** A file name without the word that says its role: equal for the two halves of one model. */
const stem = (file: string) =>
  file
    .toLowerCase()
    .replace(ENCODER_NAME, '$1|$4')
    .replace(DECODER_NAME, '$1|$4')
    .replace(/\.onnx$/, '');
