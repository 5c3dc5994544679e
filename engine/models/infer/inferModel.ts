import { sizedShape, spatialAxes } from '../../../protocol/imageSize.ts';
import type { InferredField, ModelJson, NetworkJson } from '../../../protocol/model.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { GraphIndex } from '../graph/GraphIndex.ts';
import { itemSize, showDims } from '../graph/tensorInfo.ts';
import type { NamedGraph } from '../readGraph.ts';
import { findBottleneck } from './findBottleneck.ts';
import { imageShape, type ImageShape } from './imageShape.ts';
import { latentOutput } from './inferLatent.ts';
import { inputRange, outputRange, type Evidence } from './inferRange.ts';
import { describeInputs, zeroableInputs } from './networkInputs.ts';
import { runOnce, type Ran } from './runOnce.ts';
import { dependsOnNoise } from '../rewrite/extractNetwork.ts';

/** The graphs of a model without model.json: a pair, a half, or one file whose role is still to be found. */
export interface FoundGraphs {
  encoder?: NamedGraph;
  decoder?: NamedGraph;
  unknown?: NamedGraph;
}

/** What one half is, read from its graph. */
interface InferredHalf {
  network: NetworkJson;
  index: GraphIndex;
  image: ImageShape;
  /** Dims of z in this half, without the batch axis. */
  latentDims: number[];
  /** Of width and height, how many were chosen, since the graph leaves them open. */
  openSides: number;
  range: Evidence<[number, number]> | null;
  /** Whether z is drawn with noise, from random numbers inside the graph or from an input of noise. */
  samples: boolean;
  because: string;
}

/**
 * Describes a model from its graphs alone, each field with its reason.
 * @param modelName what the model is called: its folder's or file's name
 * @throws EngineError 'bad-model'
 */
export async function inferModel(
  graphs: FoundGraphs,
  modelName: string,
): Promise<{ json: ModelJson; inferred: InferredField[] }> {
  let encoder = graphs.encoder ? await inferEncoder(graphs.encoder) : null;
  let decoder = graphs.decoder ? await inferDecoder(graphs.decoder) : null;
  if (graphs.unknown) ({ encoder, decoder } = await inferSingle(graphs.unknown));
  const image = (encoder ?? decoder)?.image;
  if (!image) throw new EngineError('bad-model', `"${modelName}" holds no .onnx file.`);

  const inferred: InferredField[] = [];
  const note = (field: string, value: unknown, because: string) => inferred.push({ field, value, because });
  for (const [half, found] of [
    ['encoder', encoder],
    ['decoder', decoder],
  ] as const) {
    if (found) note(half, found.network, found.because);
  }
  if (encoder && decoder) checkPair(encoder, decoder);
  note('image.width', image.width, image.because);
  note('image.height', image.height, image.because);
  note('image.channels', image.channels, image.because);
  note('image.layout', image.layout, image.because);

  const range = inferRange(encoder, decoder);
  note('image.range', range.value, range.because);

  // The decoder's z is the plainer one: an encoder may give mean and log-variance in one tensor.
  const shape = decoder?.latentDims ?? encoder?.latentDims ?? [];
  note(
    'latent.shape',
    shape,
    decoder ? "the shape of the decoder's input" : "the shape of the encoder's output",
  );
  const prior = inferPrior(encoder, decoder);
  note('latent.prior', prior.value, prior.because);

  const json: ModelJson = {
    format: 1,
    name: modelName,
    image: {
      width: image.width,
      height: image.height,
      channels: image.channels,
      layout: image.layout,
      range: range.value,
    },
    latent: { shape, prior: prior.value },
  };
  if (encoder) json.encoder = encoder.network;
  if (decoder) json.decoder = decoder.network;
  if (encoder && decoder) ownImage(encoder, decoder, range.value, note);
  const factor = spatialAxes(shape, image, image.layout)?.factor;
  const isOpen = [encoder, decoder].every((half) => half === null || half.openSides === 2);
  if (isOpen && factor !== undefined) {
    json.image.multipleOf = factor;
    note(
      'image.multipleOf',
      factor,
      `the graph takes any size; z has one position for ${factor}×${factor} pixels`,
    );
  }
  return { json, inferred };
}

async function inferEncoder(graph: NamedGraph): Promise<InferredHalf> {
  const index = new GraphIndex(graph.file.model);
  const ran = await runOnce(graph, index, index.outputNames);
  return describeEncoder(graph, index, ran, index.outputNames);
}

function describeEncoder(
  graph: NamedGraph,
  index: GraphIndex,
  ran: Ran,
  outputs: readonly string[],
): InferredHalf {
  const image = imageShape(ran.dims);
  if (!image) throw notAnImage(graph.name, 'input', ran.input.name, ran.dims);
  const dims = new Map([...ran.observed].map(([name, seen]) => [name, seen.dims]));
  const latent = latentOutput(index, outputs, dims);
  if (!latent) throw new EngineError('bad-model', `"${graph.name}" has no output, expected z.`);
  const network: NetworkJson = { file: graph.name, input: ran.input.name, output: latent.output };
  if (latent.logvar) network.logvar = latent.logvar;
  return {
    network,
    index,
    image,
    latentDims: (dims.get(latent.output) ?? []).slice(1),
    openSides: ran.openSides,
    range: inputRange(index, ran.input.name),
    samples: isSampled(index, index.outputNames),
    because: `"${ran.input.name}" ${showDims(ran.dims)} is an image; for z, ${latent.because}`,
  };
}

async function inferDecoder(graph: NamedGraph): Promise<InferredHalf> {
  const index = new GraphIndex(graph.file.model);
  return describeDecoder(graph, index, await runOnce(graph, index, index.outputNames));
}

function describeDecoder(graph: NamedGraph, index: GraphIndex, ran: Ran): InferredHalf {
  const images = index.outputNames.flatMap((name) => {
    const image = imageShape(ran.observed.get(name)?.dims ?? []);
    return image ? [{ name, image }] : [];
  });
  const named = images.find(({ name }) => /recon|x_?hat|image|img|pixel|sample|output|decod/i.test(name));
  const found = named ?? images[0];
  if (!found) {
    const first = index.outputNames[0] ?? '';
    throw notAnImage(graph.name, 'output', first, ran.observed.get(first)?.dims ?? []);
  }
  return {
    network: { file: graph.name, input: ran.input.name, output: found.name },
    index,
    image: found.image,
    latentDims: ran.dims.slice(1),
    openSides: ran.openSides,
    range: outputRange(index, found.name),
    samples: false,
    because: `"${ran.input.name}" ${showDims(ran.dims)} becomes the image "${found.name}" ${showDims(ran.observed.get(found.name)?.dims ?? null)}`,
  };
}

/** One file: an encoder makes less of its input, a decoder more, and one that gives an image back holds both. */
async function inferSingle(
  graph: NamedGraph,
): Promise<{ encoder: InferredHalf | null; decoder: InferredHalf | null }> {
  const index = new GraphIndex(graph.file.model);
  const ran = await runOnce(graph, index, index.outputNames);
  const inputSize = itemSize(ran.dims);
  const image = imageShape(ran.dims);
  const reconstruction = index.outputNames.find((name) => {
    const dims = ran.observed.get(name)?.dims ?? [];
    const other = imageShape(dims);
    return (
      image !== null && other !== null && itemSize(dims) === inputSize && other.channels === image.channels
    );
  });
  if (reconstruction !== undefined && image) return splitAutoencoder(graph, index, image, reconstruction);
  const drawn = index.outputNames.some((name) => {
    const dims = ran.observed.get(name)?.dims ?? [];
    return imageShape(dims) !== null && itemSize(dims) > inputSize;
  });
  if (drawn) return { encoder: null, decoder: describeDecoder(graph, index, ran) };
  return { encoder: describeEncoder(graph, index, ran, index.outputNames), decoder: null };
}

async function splitAutoencoder(
  graph: NamedGraph,
  index: GraphIndex,
  image: ImageShape,
  output: string,
): Promise<{ encoder: InferredHalf; decoder: InferredHalf }> {
  const between = index.ancestors([output]);
  const tensors = [
    ...new Set([...index.outputNames, ...[...between].filter((name) => index.producers.has(name))]),
  ];
  const ran = await runOnce(graph, index, tensors);
  const batch = ran.dims[0] ?? 1;
  const sizes = new Map<string, number>([[ran.input.name, itemSize(ran.dims)]]);
  for (const [name, { dims, type }] of ran.observed) {
    const holdsValues = type === null || type.startsWith('float');
    if (holdsValues && dims.length >= 2 && dims[0] === batch) sizes.set(name, itemSize(dims));
  }
  const bottleneck = findBottleneck(index, ran.input.name, output, sizes);
  if (!bottleneck) {
    throw new EngineError(
      'bad-model',
      `"${graph.name}" turns an image into an image, but no tensor in its middle holds all that passes (skip connections, or no bottleneck). Export encoder and decoder as two files, or name z in a model.json.`,
    );
  }
  const latentDims = (ran.observed.get(bottleneck.tensor)?.dims ?? []).slice(1);
  const samples = isSampled(index, [bottleneck.tensor]);
  const common = { index, image, latentDims, openSides: ran.openSides, samples };
  const because = `one file holds encoder and decoder; ${bottleneck.because}`;
  return {
    encoder: {
      ...common,
      network: { file: graph.name, input: ran.input.name, output: bottleneck.tensor },
      range: inputRange(index, ran.input.name),
      because,
    },
    decoder: {
      ...common,
      image: imageShape(ran.observed.get(output)?.dims ?? []) ?? image,
      network: { file: graph.name, input: bottleneck.tensor, output },
      range: outputRange(index, output),
      because,
    },
  };
}

/** @throws EngineError 'bad-model' when encoder and decoder are not of one model */
function checkPair(encoder: InferredHalf, decoder: InferredHalf): void {
  const [x, y] = [encoder.image, decoder.image];
  if (encoder.openSides > 0 || decoder.openSides > 0) matchOpenSizes(encoder, decoder);
  if (
    x.channels !== y.channels ||
    encoder.image.width !== decoder.image.width ||
    encoder.image.height !== decoder.image.height
  ) {
    throw new EngineError(
      'bad-model',
      `Encoder "${encoder.network.file}" takes ${encoder.image.width}×${encoder.image.height}×${x.channels} images, decoder "${decoder.network.file}" draws ${decoder.image.width}×${decoder.image.height}×${y.channels}, expected the same; export both halves of one model.`,
    );
  }
  const [z, needed] = [sizeOf(encoder.latentDims), sizeOf(decoder.latentDims)];
  if (z !== needed && z !== 2 * needed) {
    throw new EngineError(
      'bad-model',
      `Encoder "${encoder.network.file}" gives z [N,${encoder.latentDims.join(',')}], decoder "${decoder.network.file}" takes [N,${decoder.latentDims.join(',')}], expected the same number of values; export both halves of one model.`,
    );
  }
}

/** Gives the half whose size is open the size of the other; where both are open, of the encoder. */
function matchOpenSizes(encoder: InferredHalf, decoder: InferredHalf): void {
  const { width, height } = decoder.openSides > 0 ? encoder.image : decoder.image;
  const scale = (half: InferredHalf) => {
    half.latentDims = sizedShape(half.latentDims, half.image, { width, height });
    half.image = { ...half.image, width, height };
  };
  scale(encoder);
  scale(decoder);
}

function inferRange(encoder: InferredHalf | null, decoder: InferredHalf | null): Evidence<[number, number]> {
  const known = decoder?.range ?? encoder?.range;
  if (known) return known;
  const latent = decoder?.latentDims ?? encoder?.latentDims ?? [];
  // Autoencoders of latent diffusion models end in a convolution and hold -1..1.
  if (latent.length === 3 && (latent[1] ?? 1) > 1) {
    return {
      value: [-1, 1],
      because: 'nothing bounds the output, and autoencoders with a spatial z mostly use -1..1; check it',
    };
  }
  return { value: [0, 1], because: 'nothing in the graph tells, and 0..1 is the most usual; check it' };
}

function inferPrior(encoder: InferredHalf | null, decoder: InferredHalf | null): Evidence<'normal' | 'none'> {
  const vae = (because: string): Evidence<'normal'> => ({ value: 'normal', because });
  if (encoder?.network.logvar) return vae('the encoder gives a log-variance, as a VAE does');
  if (encoder?.samples) return vae('the encoder draws z with noise, as a VAE does');
  if (encoder && decoder && sizeOf(encoder.latentDims) === 2 * sizeOf(decoder.latentDims)) {
    return vae('the encoder gives mean and log-variance in one tensor, as a VAE does');
  }
  if (!encoder && decoder) return vae('a decoder alone is a generator, and those mostly draw z from N(0,1)');
  return { value: 'none', because: 'no log-variance: a plain autoencoder' };
}

const sizeOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);

function isSampled(index: GraphIndex, outputs: readonly string[]): boolean {
  return (
    outputs.some((output) => dependsOnNoise(index, output)) ||
    zeroableInputs(describeInputs(index)).some((info) => info.type !== 'bool')
  );
}

/** Notes where the decoder's tensors differ from the encoder's. */
function ownImage(
  encoder: InferredHalf,
  decoder: InferredHalf,
  range: [number, number],
  note: (field: string, value: unknown, because: string) => void,
): void {
  if (decoder.image.layout !== encoder.image.layout) {
    decoder.network.image = { layout: decoder.image.layout };
    note('decoder.image.layout', decoder.image.layout, decoder.image.because);
  }
  const own = encoder.range;
  if (own && decoder.range && own.value.join() !== range.join()) {
    encoder.network.image = { range: own.value };
    note('encoder.image.range', own.value, own.because);
  }
}

function notAnImage(file: string, role: string, tensor: string, dims: readonly number[]): EngineError {
  return new EngineError(
    'bad-model',
    `"${file}": ${role} "${tensor}" is ${showDims(dims)}, expected an image: [N,C,H,W] or [N,H,W,C] with 1 or 3 channels, or a row of H×W or H×W×3 values of a square image. If it is one, describe it in a model.json.`,
  );
}
