import { float16ToNumber, numberToFloat16 } from '../../onnx/float16.ts';
import type { PixelPca } from '../pca/PixelPca.ts';
import { BASIS_COMPONENTS, BASIS_MEAN, BASIS_SCALE, type NetworkSpec } from '../NetworkSpec.ts';
import { DECODER_PATH, ENCODER_PATH, imageSize } from './network.ts';
import type { TrainingState } from './TrainingState.ts';

/** A dimension without variance of its own would be divided by zero: it is scaled as if it had this share of the first one's deviation. */
const SMALLEST_SCALE = 1e-4;
/** Posterior variances of a VAE's start lie between these: at 0 nothing could be drawn, at 1 nothing is known. */
const [LEAST_POSTERIOR, MOST_POSTERIOR] = [1e-4, 1];

/**
 * Makes a network with a linear path PCA: W and V are the components scaled so that every dimension of z has a variance of 1 over the
 * images, and the last layers of f and g are zero, so that they add nothing until they have learned something.
 *
 * A VAE's posterior variances start as those of probabilistic PCA (Tipping & Bishop 1999): σ²/λ, σ² being the mean variance of the
 * directions left out.
 * @param state of a network whose linear is true; its arrays are written
 * @param pca of at least so many components as the network has, or as the images have directions
 */
export function startFromPca(spec: NetworkSpec, state: TrainingState, pca: PixelPca): void {
  const weight = (name: string) => state.weights[state.names.indexOf(name)];
  const { latent } = spec;
  if (spec.components) startInCoordinates(spec, spec.components, weight, pca);
  else startInPixels(spec, weight, pca);
  for (const name of lastLayers(state.names, spec)) weight(name)?.fill(0);
  const logvar = weight('encoder.logvar.bias');
  if (!logvar) return;
  weight('encoder.logvar.weight')?.fill(0);
  const noise = noiseVariance(pca, latent, imageSize(spec));
  for (let dimension = 0; dimension < latent; dimension++) {
    const variance = pca.variances[dimension] ?? 0;
    const posterior = variance > 0 ? noise / variance : 1;
    logvar[dimension] = Math.log(Math.min(MOST_POSTERIOR, Math.max(LEAST_POSTERIOR, posterior)));
  }
}

type WeightOf = (name: string) => Float32Array | undefined;

function startInPixels(spec: NetworkSpec, weight: WeightOf, pca: PixelPca): void {
  const { latent } = spec;
  const size = imageSize(spec);
  const scales = latentScales(pca, latent);
  const [toLatent, latentBias] = [weight(`${ENCODER_PATH}.weight`)!, weight(`${ENCODER_PATH}.bias`)!];
  const [toImage, imageBias] = [weight(`${DECODER_PATH}.weight`)!, weight(`${DECODER_PATH}.bias`)!];
  latentBias.fill(0);
  forEachValue(spec, (from, to) => {
    imageBias[to] = pca.mean[from]!;
    pca.components.slice(0, latent).forEach((component, dimension) => {
      const scaled = component[from]! / scales[dimension]!;
      toLatent[to * latent + dimension] = scaled;
      latentBias[dimension]! -= scaled * pca.mean[from]!;
      toImage[dimension * size + to] = component[from]! * scales[dimension]!;
    });
  });
}

/** The first dimensions of the coordinates are z already, but for their scale. Components that the images do not have are zero. */
function startInCoordinates(spec: NetworkSpec, count: number, weight: WeightOf, pca: PixelPca): void {
  const { latent } = spec;
  const [mean, components] = [weight(BASIS_MEAN)!, weight(BASIS_COMPONENTS)!];
  forEachValue(spec, (from, to) => {
    mean[to] = pca.mean[from]!;
    for (let i = 0; i < pca.components.length; i++) {
      components[to * count + i] = toHalf(pca.components[i]![from]!);
    }
  });
  const [toLatent, toCoordinates] = [weight(`${ENCODER_PATH}.weight`)!, weight(`${DECODER_PATH}.weight`)!];
  const scales = latentScales(pca, latent);
  const unit = scales[0]!;
  for (const path of [ENCODER_PATH, DECODER_PATH]) weight(`${path}.bias`)!.fill(0);
  weight(BASIS_SCALE)![0] = unit;
  scales.forEach((scale, i) => {
    toLatent[i * latent + i] = unit / scale;
    toCoordinates[i * count + i] = scale / unit;
  });
}

/** Components are kept in half precision, and so they are from the start. */
const toHalf = (value: number): number => float16ToNumber(numberToFloat16(value));

/** Rows of pixels are [H,W,C], the network's images [C,H,W]. */
function forEachValue(
  { channels, height, width }: NetworkSpec,
  visit: (from: number, to: number) => void,
): void {
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      visit(pixel * channels + channel, channel * height * width + pixel);
    }
  }
}

/** [D] the deviation of the images along each component: what a unit of z is worth. */
export function latentScales({ variances }: PixelPca, latent: number): Float64Array {
  const least = SMALLEST_SCALE * Math.sqrt(variances[0] ?? 1);
  return Float64Array.from({ length: latent }, (_, i) => Math.max(least, Math.sqrt(variances[i] ?? 0)));
}

/** Mean variance of the directions that PCA leaves out, x in 0..1. */
function noiseVariance({ totalVariance, variances }: PixelPca, latent: number, size: number): number {
  const kept = variances.subarray(0, latent);
  const left = totalVariance - kept.reduce((sum, value) => sum + value, 0);
  return Math.max(0, left) / Math.max(1, size - kept.length);
}

/** The parameters that end f and g. */
function lastLayers(names: readonly string[], { kind }: NetworkSpec): string[] {
  const encoderEnd = kind === 'vae' ? 'encoder.mu' : 'encoder.z';
  const lastOf = (suffix: string) =>
    names.findLast(
      (name) => name.startsWith('decoder.') && !name.startsWith(DECODER_PATH) && name.endsWith(suffix),
    );
  return [`${encoderEnd}.weight`, `${encoderEnd}.bias`, lastOf('.weight'), lastOf('.bias')].filter(
    (name) => name !== undefined,
  );
}
