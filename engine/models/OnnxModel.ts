import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { latentSizeOf, type ModelInfo, type ModelJson } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { ProviderSession } from '../inference/ProviderSession.ts';
import { decoderTrial, encoderTrial } from './networkTrial.ts';
import type { Model } from './Model.ts';
import type { OpenModelOptions } from './openModel.ts';
import type { NamedGraph } from './readGraph.ts';
import { IMAGE_BYTES, isPlanar } from './rewrite/bytesFromDecoder.ts';
import { LATENT, PIXELS } from './rewrite/bytesIntoEncoder.ts';
import { prepareNetwork, type PreparedNetwork } from './rewrite/prepareNetwork.ts';
import { writeRgba } from './writeRgba.ts';

/** Values of pixels, or of z, in one run, at most: bounds the memory that a network's layers take. */
const VALUES_PER_RUN = 2 ** 20;
const MOST_PER_RUN = 128;

/** How many images, at most, one run takes. */
export function imagesPerRun(json: ModelJson): number {
  const { width, height, channels } = json.image;
  const values = Math.max(width * height * channels, latentSizeOf(json));
  return Math.min(MOST_PER_RUN, Math.max(1, Math.floor(VALUES_PER_RUN / values)));
}

/** One half: its session, and how many items one run takes. */
interface Half {
  session: ProviderSession;
  /** The graph's own fixed batch size, or null. */
  batch: number | null;
  /** Items per run where batch is null. */
  chunk: number;
}

/** A Model on ONNX Runtime sessions whose graphs take and give bytes. */
export class OnnxModel implements Model {
  readonly #info: ModelInfo;
  readonly #halves: { encoder: Half | null; decoder: Half | null };

  private constructor(info: ModelInfo, halves: { encoder: Half | null; decoder: Half | null }) {
    this.#info = info;
    this.#halves = halves;
  }

  static async open(
    info: ModelInfo,
    graphs: { encoder?: NamedGraph; decoder?: NamedGraph },
    options: OpenModelOptions,
  ): Promise<OnnxModel> {
    const halves: { encoder: Half | null; decoder: Half | null } = { encoder: null, decoder: null };
    const model = new OnnxModel(info, halves);
    try {
      for (const role of ['encoder', 'decoder'] as const) {
        const graph = graphs[role];
        if (!graph) continue;
        const half = await openHalf(info, role, await prepareNetwork(info.json, role, graph), options);
        halves[role] = half;
      }
    } catch (error) {
      await model.dispose();
      throw error;
    }
    return model;
  }

  /** A new object when a provider has changed since the last call, so that it can be compared and sent. */
  get info(): ModelInfo {
    return {
      ...this.#info,
      encoderProvider: this.#halves.encoder?.session.report ?? null,
      decoderProvider: this.#halves.decoder?.session.report ?? null,
    };
  }

  async encode(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const half = this.#halves.encoder;
    if (!half)
      throw new EngineError(
        'no-encoder',
        `"${this.#info.name}" has no encoder, so images cannot be encoded.`,
      );
    const { width, height, channels } = this.#info.json.image;
    const size = width * height * channels;
    checkSize('pixels', pixels.length, count, size);
    const z = new Float32Array(count * this.#info.latentSize);
    await inChunks(half, count, async (from, n, padded) => {
      const input = padTo(pixels.subarray(from * size, (from + n) * size), padded * size);
      const result = await half.session.run({
        [PIXELS]: new Tensor('uint8', input, [padded, height, width, channels]),
      });
      z.set(
        output<Float32Array>(result, LATENT, padded * this.#info.latentSize).subarray(
          0,
          n * this.#info.latentSize,
        ),
        from * this.#info.latentSize,
      );
    });
    return z;
  }

  async decode(z: Float32Array, count: number): Promise<Uint8Array> {
    const half = this.#halves.decoder;
    if (!half)
      throw new EngineError('no-decoder', `"${this.#info.name}" has no decoder, so z cannot be decoded.`);
    const { image, decoder } = this.#info.json;
    const D = this.#info.latentSize;
    checkSize('z', z.length, count, D);
    const pixelCount = image.width * image.height;
    const planar = isPlanar({ channels: image.channels, layout: decoder?.image?.layout ?? image.layout });
    const pixels = new Uint32Array(count * pixelCount);
    await inChunks(half, count, async (from, n, padded) => {
      const input = padTo(z.subarray(from * D, (from + n) * D), padded * D);
      const result = await half.session.run({ [LATENT]: new Tensor('float32', input, [padded, D]) });
      const bytes = output<Uint8Array>(result, IMAGE_BYTES, padded * pixelCount * image.channels);
      const target = pixels.subarray(from * pixelCount, (from + n) * pixelCount);
      writeRgba(bytes, target, pixelCount, image.channels, planar);
    });
    return new Uint8Array(pixels.buffer);
  }

  async dispose(): Promise<void> {
    const { encoder, decoder } = this.#halves;
    await encoder?.session.dispose();
    await decoder?.session.dispose();
  }
}

async function openHalf(
  info: ModelInfo,
  role: 'encoder' | 'decoder',
  prepared: PreparedNetwork,
  options: OpenModelOptions,
): Promise<Half> {
  const chunk = imagesPerRun(info.json);
  const { batch } = prepared;
  // Images are encoded many at once; a drag decodes one.
  const items = batch ?? (role === 'encoder' ? chunk : 1);
  try {
    return { session: await openSession(info, role, prepared, items, options), batch, chunk };
  } catch (error) {
    // A graph whose batch axis is free by name only runs one by one.
    if (batch !== null || items === 1) throw error;
    const session = await openSession(info, role, prepared, 1, options).catch(() => Promise.reject(error));
    return { session, batch: 1, chunk };
  }
}

function openSession(
  info: ModelInfo,
  role: 'encoder' | 'decoder',
  prepared: PreparedNetwork,
  items: number,
  options: OpenModelOptions,
): Promise<ProviderSession> {
  const { width, height } = info.json.image;
  const trial =
    role === 'encoder' ? encoderTrial(info, items, prepared) : decoderTrial(info, items, prepared);
  const { provider, threads, cacheFolder, candidates } = options;
  return ProviderSession.open(prepared.graph, {
    ...(provider !== undefined && { provider }),
    ...(threads !== undefined && { threads }),
    ...(cacheFolder !== undefined && { cacheFolder }),
    ...(candidates !== undefined && { candidates }),
    key: `${info.hash} ${role} ${width}x${height} ${items}`,
    trial,
  });
}

/**
 * Calls `run` for as many items at a time as the graph takes. When a graph that declares its batch axis free fails on
 * several (a batch size of 1 was baked into a Reshape), it is fed one by one from then on.
 */
async function inChunks(
  half: Half,
  count: number,
  run: (from: number, n: number, padded: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < count;) {
    const n = Math.min(half.batch ?? half.chunk, count - from);
    try {
      await run(from, n, half.batch ?? n);
      from += n;
    } catch (error) {
      if (half.batch !== null || n === 1) throw error;
      half.batch = 1;
    }
  }
}

/** A run's output, of exactly the length that the items ask for. */
function output<T extends Uint8Array | Float32Array>(
  result: InferenceSession.ReturnType,
  name: string,
  length: number,
): T {
  const data = result[name]?.data as T;
  if (data.length === length) return data;
  throw new EngineError('provider-failed', `The model gave ${data.length} values, expected ${length}.`);
}

function padTo<T extends Uint8Array | Float32Array>(values: T, length: number): T {
  if (values.length === length) return values;
  const padded = new (values.constructor as new (length: number) => T)(length);
  padded.set(values);
  return padded;
}

function checkSize(what: string, got: number, count: number, size: number): void {
  if (!Number.isInteger(count) || count < 0 || got !== count * size) {
    throw new EngineError(
      'bad-request',
      `${what}: got ${got} values for ${count} items, expected ${size} each.`,
    );
  }
}
