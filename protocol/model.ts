/** The file model.json, and what is told of an open model. */
import * as v from 'valibot';
import { modelQualitySchema } from './modelQuality.ts';
import { EngineError } from './EngineError.ts';
import type { ChosenSize } from './imageSize.ts';
import type { ProviderReport } from './provider.ts';

export const IMAGE_LAYOUTS = ['NCHW', 'NHWC', 'flat'] as const;
export type ImageLayout = (typeof IMAGE_LAYOUTS)[number];
/** How an image of another shape is brought to the model's width × height. */
export const IMAGE_FITS = ['cover', 'contain', 'stretch'] as const;
export type ImageFit = (typeof IMAGE_FITS)[number];
export const LATENT_PRIORS = ['normal', 'uniform', 'none'] as const;
export type LatentPrior = (typeof LATENT_PRIORS)[number];

/** Pixels of one image; a larger one is a mistake or an attack. */
export const LARGEST_SIDE = 8192;
/** Numbers in one tensor that is fed or made: 128 MB of float32, an image of 3,300 × 3,300 in colour. */
export const LARGEST_TENSOR = 2 ** 25;
/** D: values of one z. A Stable Diffusion latent of a 1024-pixel image has 65,536. */
export const LARGEST_LATENT = 2 ** 22;

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_SIDE));
const text = v.pipe(v.string(), v.minLength(1));
/** A path inside the model's folder: no drive, no leading slash, no '..'. */
const fileName = v.pipe(
  v.string(),
  v.regex(
    /^(?![/\\])(?!.*(^|[/\\])\.\.([/\\]|$))(?!.*:).+\.onnx$/,
    "expected the name of an .onnx file inside the model's folder",
  ),
);
const colour = v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour like "#ffffff"'));
const pair = v.strictTuple([v.number(), v.number()]);
const perChannel = v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(3));
const perChannelPositive = v.pipe(
  v.array(v.pipe(v.number(), v.minValue(1e-9))),
  v.minLength(1),
  v.maxLength(3),
);
const latentShape = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  v.minLength(1),
  v.maxLength(4),
);

const layout = v.pipe(
  v.picklist(IMAGE_LAYOUTS),
  v.description('Order of the axes of an image tensor; flat is a row of values in C,H,W order'),
);
const range = v.pipe(
  pair,
  v.description('What black and white are in the tensors, before mean and std: [0,1], [-1,1] or [0,255]'),
);
const mean = v.pipe(perChannel, v.description('Per channel, in the units of range: (value - mean) / std'));
const std = v.pipe(
  perChannelPositive,
  v.description('Per channel, in the units of range: (value - mean) / std'),
);

const network = v.strictObject({
  file: v.pipe(fileName, v.description("File inside the model's folder; both halves may name the same")),
  input: v.pipe(text, v.description('Input tensor: the image of an encoder, z of a decoder')),
  output: v.pipe(text, v.description('Output tensor: z (the posterior mean of a VAE) or the image')),
  logvar: v.optional(v.pipe(text, v.description("The encoder's log-variance output"))),
  image: v.optional(
    v.pipe(
      v.strictObject({
        layout: v.optional(layout),
        range: v.optional(range),
        mean: v.optional(mean),
        std: v.optional(std),
      }),
      v.description("Where this half's tensors differ from image"),
    ),
  ),
});

/** What a model.json may hold. engine/models/model.schema.json is made from this: `vitest run engine/models/modelJson --update`. */
export const modelJsonSchema = v.strictObject({
  $schema: v.optional(v.string()),
  format: v.pipe(v.literal(1), v.description('Version of this format')),
  name: v.pipe(text, v.description('What the model is called')),
  description: v.optional(v.string()),
  licence: v.optional(v.string()),
  encoder: v.optional(network),
  decoder: v.optional(network),
  image: v.strictObject({
    width: side,
    height: side,
    channels: v.picklist([1, 3]),
    layout,
    range,
    mean: v.optional(mean),
    std: v.optional(std),
    fit: v.optional(v.pipe(v.picklist(IMAGE_FITS), v.description('How images of other shapes are resized'))),
    background: v.optional(v.pipe(colour, v.description('Under transparent pixels and around contain'))),
    multipleOf: v.optional(
      v.pipe(side, v.description('The graphs take any width and height that is a multiple of this')),
    ),
  }),
  latent: v.strictObject({
    shape: v.pipe(latentShape, v.description('Shape of one z without the batch axis: [3], [4,32,32]')),
    prior: v.pipe(v.picklist(LATENT_PRIORS), v.description('normal: N(0,1); uniform: -1..1')),
    names: v.optional(v.pipe(v.array(v.string()), v.description('One name per value of z'))),
  }),
  quality: v.optional(
    v.pipe(modelQualitySchema, v.description('What a training measured of the model that it wrote')),
  ),
  training: v.optional(v.record(v.string(), v.unknown())),
});

/** The file model.json. */
export type ModelJson = v.InferOutput<typeof modelJsonSchema>;
/** One half of a model: a file in the model's folder, and the tensors to use in it. */
export type NetworkJson = v.InferOutput<typeof network>;
/** What a model's images are, on the model's own side: the values its tensors hold. */
export type ModelImageJson = ModelJson['image'];
export type ModelLatentJson = ModelJson['latent'];

/**
 * Checks a document against the format, fields that must agree with each other included.
 * @param where the file's path, for the error
 * @throws EngineError 'bad-model' that names the field, what it holds and what it must hold
 */
export function parseModelJson(document: unknown, where: string): ModelJson {
  const parsed = v.safeParse(modelJsonSchema, document);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue);
    throw new EngineError(
      'bad-model',
      field === null
        ? `"${where}": expected ${issue.expected ?? 'an object'}, got ${issue.received}. See docs/model-folder.md.`
        : `"${where}": ${field}: ${sentence(issue)}. See docs/model-folder.md.`,
      { field },
    );
  }
  const json = parsed.output;
  const problem = disagreement(json);
  if (problem) throw new EngineError('bad-model', `"${where}": ${problem.text}.`, { field: problem.field });
  return json;
}

function sentence(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'regex') return `${issue.message}, got ${issue.received}`;
  if (issue.received === 'undefined') return 'is missing';
  if (issue.expected === 'never') return 'is not a field of model.json';
  return `expected ${issue.expected}, got ${issue.received}`;
}

/** What a schema cannot say: fields that must agree with one another. */
function disagreement(json: ModelJson): { field: string; text: string } | null {
  if (!json.encoder && !json.decoder) {
    return { field: 'encoder', text: 'neither encoder nor decoder is given, expected at least one' };
  }
  const { channels, range, multipleOf = 1 } = json.image;
  for (const side of ['width', 'height'] as const) {
    if (json.image[side] % multipleOf !== 0) {
      return {
        field: `image.${side}`,
        text: `image.${side}: ${json.image[side]} is no multiple of image.multipleOf, ${multipleOf}`,
      };
    }
  }
  if (range[0] === range[1]) {
    return {
      field: 'image.range',
      text: `image.range: black and white are both ${range[0]}, expected two values`,
    };
  }
  for (const [field, values] of [
    ['image.mean', json.image.mean],
    ['image.std', json.image.std],
    ['encoder.image.mean', json.encoder?.image?.mean],
    ['encoder.image.std', json.encoder?.image?.std],
    ['decoder.image.mean', json.decoder?.image?.mean],
    ['decoder.image.std', json.decoder?.image?.std],
  ] as const) {
    if (values && values.length !== channels) {
      return { field, text: `${field}: expected one value per channel (${channels}), got ${values.length}` };
    }
  }
  for (const half of ['encoder', 'decoder'] as const) {
    const own = json[half]?.image?.range;
    if (own && own[0] === own[1]) {
      return {
        field: `${half}.image.range`,
        text: `${half}.image.range: black and white are both ${own[0]}, expected two values`,
      };
    }
  }
  const size = latentSizeOf(json);
  if (size > LARGEST_LATENT) {
    return {
      field: 'latent.shape',
      text: `latent.shape: ${size} values in one z, expected at most ${LARGEST_LATENT}`,
    };
  }
  const names = json.latent.names;
  if (names && names.length !== size) {
    return {
      field: 'latent.names',
      text: `latent.names: expected ${size} names, one per value of z, got ${names.length}`,
    };
  }
  return null;
}

/** D: the number of values in one z. */
export function latentSizeOf(json: ModelJson): number {
  return json.latent.shape.reduce((product, size) => product * size, 1);
}

/** A field of model.json that was read from the graph because no model.json said it. */
export interface InferredField {
  /** Path in model.json: 'image.range'. */
  field: string;
  value: unknown;
  /** Why, in words: 'the graph ends in Sigmoid'. */
  because: string;
}

export interface ModelInfo {
  /** The folder or file it was opened from, or a bundled model's name. */
  path: string;
  name: string;
  /** SHA-256 of the graph files, hexadecimal: what collections and provider choices are keyed by. */
  hash: string;
  bundled: boolean;
  json: ModelJson;
  /** The size in json, where the model's is open and one was chosen; null where its graphs or its description say it. */
  chosenSize: ChosenSize | null;
  /** D, the number of values in one z. */
  latentSize: number;
  hasEncoder: boolean;
  hasDecoder: boolean;
  inferred: InferredField[];
  /** True when the folder has no model.json of its own, so that what was inferred can be saved as one. */
  canSaveJson: boolean;
  encoderProvider: ProviderReport | null;
  decoderProvider: ProviderReport | null;
}

export interface BundledModel {
  name: string;
  title: string;
  description: string;
  latentSize: number;
  imageCount: number;
  licence: string;
  /** It has a picture of a few samples, at BUNDLED_PREVIEW_PATH. */
  hasPreview: boolean;
}
