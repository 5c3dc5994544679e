import type { ProviderReport } from './provider.ts';

export type ImageLayout = 'NCHW' | 'NHWC' | 'flat';
export type ImageFit = 'cover' | 'contain' | 'stretch';
export const IMAGE_FITS = ['cover', 'contain', 'stretch'] as const;
export type LatentPrior = 'normal' | 'uniform' | 'none';

/** One half of a model: a file in the model's folder, and the tensors to use in it. */
export interface NetworkJson {
  /** File name inside the model's folder. Encoder and decoder may name the same file. */
  file: string;
  /** Name of the input tensor: the image for an encoder, z for a decoder. */
  input: string;
  /** Name of the output tensor: z (the posterior mean of a VAE) for an encoder, the image for a decoder. */
  output: string;
  /** Name of the encoder's log-variance output, when it has one. */
  logvar?: string;
  /** Where this half's tensors differ from `image`: an encoder that scales by itself, a decoder ending in a sigmoid. */
  image?: Partial<Pick<ModelImageJson, 'layout' | 'range' | 'mean' | 'std'>>;
}

/** What a model's images are, on the model's own side: the values its tensors hold. */
export interface ModelImageJson {
  width: number;
  height: number;
  channels: 1 | 3;
  layout: ImageLayout;
  /** The values that black and white have in the tensors, before mean and std: [0,1], [-1,1] or [0,255]. */
  range: [number, number];
  /** Per-channel normalisation after range: (value - mean) / std. One entry per channel. */
  mean?: number[];
  std?: number[];
  /** How an image of another shape is brought to width × height. */
  fit?: ImageFit;
  /** '#rrggbb' under transparent pixels and around 'contain'. */
  background?: string;
  /** For graphs of dynamic size: width and height may be any multiple of this many pixels. */
  multipleOf?: number;
}

export interface ModelLatentJson {
  /** Shape of one z, without the batch axis: [3], or [4,8,8] for a spatial latent. */
  shape: number[];
  prior: LatentPrior;
  /** Names of the latent dimensions, D of them, D = the product of shape. */
  names?: string[];
}

/** The file model.json. Its JSON Schema is engine/models/model.schema.json. */
export interface ModelJson {
  $schema?: string;
  format: 1;
  name: string;
  description?: string;
  licence?: string;
  encoder?: NetworkJson;
  decoder?: NetworkJson;
  image: ModelImageJson;
  latent: ModelLatentJson;
  /** How Hourglass trained it; free form for models from elsewhere. */
  training?: Record<string, unknown>;
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
