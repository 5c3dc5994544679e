import type { PixelPca } from '../pca/PixelPca.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { DECODER_PATH, ENCODER_PATH } from './network.ts';
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
 */
export function startFromPca(spec: NetworkSpec, state: TrainingState, pca: PixelPca): void {
  const weight = (name: string) => state.weights[state.names.indexOf(name)];
  const { channels, latent } = spec;
  const pixelCount = spec.height * spec.width;
  const size = pixelCount * channels;
  const scales = latentScales(pca, latent);
  const [toLatent, latentBias] = [weight(`${ENCODER_PATH}.weight`)!, weight(`${ENCODER_PATH}.bias`)!];
  const [toImage, imageBias] = [weight(`${DECODER_PATH}.weight`)!, weight(`${DECODER_PATH}.bias`)!];
  latentBias.fill(0);
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      // Rows of pixels are [H,W,C], the network's images [C,H,W].
      const from = pixel * channels + channel;
      const to = channel * pixelCount + pixel;
      imageBias[to] = pca.mean[from]!;
      pca.components.forEach((component, dimension) => {
        const scaled = component[from]! / scales[dimension]!;
        toLatent[to * latent + dimension] = scaled;
        latentBias[dimension]! -= scaled * pca.mean[from]!;
        toImage[dimension * size + to] = component[from]! * scales[dimension]!;
      });
    }
  }
  for (const name of lastLayers(state.names, spec)) weight(name)?.fill(0);
  const logvar = weight('encoder.logvar.bias');
  if (!logvar) return;
  weight('encoder.logvar.weight')?.fill(0);
  const noise = noiseVariance(pca, size);
  for (let dimension = 0; dimension < latent; dimension++) {
    const variance = pca.variances[dimension] ?? 0;
    const posterior = variance > 0 ? noise / variance : 1;
    logvar[dimension] = Math.log(Math.min(MOST_POSTERIOR, Math.max(LEAST_POSTERIOR, posterior)));
  }
}

/** [D] the deviation of the images along each component: what a unit of z is worth. */
export function latentScales({ variances }: PixelPca, latent: number): Float64Array {
  const least = SMALLEST_SCALE * Math.sqrt(variances[0] ?? 1);
  return Float64Array.from({ length: latent }, (_, i) => Math.max(least, Math.sqrt(variances[i] ?? 0)));
}

/** Mean variance of the directions that PCA leaves out, x in 0..1. */
function noiseVariance({ totalVariance, variances }: PixelPca, size: number): number {
  const left = totalVariance - variances.reduce((sum, value) => sum + value, 0);
  return Math.max(0, left) / Math.max(1, size - variances.length);
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
