import { Random } from '../../random/Random.ts';
import type { TrainedNetworks } from './TrainedNetworks.ts';

/** Decoding and encoding: what a network's two halves do, whichever runs them. */
export type Networks = Pick<TrainedNetworks, 'encode' | 'decode'>;

const MOST_PAIRS = 200;
const PAIRS_KEY = 0x91d;

/**
 * How sound the space between images is. Of pairs of images a, b drawn at random, with D the decoder and E the encoder:
 * x = D((z_a + z_b) / 2), and the squared error per image is the mean over the pairs of Σ (D(E(x)) − x)². Where the decoder draws
 * what the encoder knows, it is small.
 * @param z [n,D] of images, n at least 2
 * @returns null for fewer
 */
export async function midpointError(
  networks: Networks,
  z: Float32Array,
  latent: number,
  seed: number,
): Promise<{ pairs: number; sse: number } | null> {
  const count = z.length / latent;
  if (count < 2) return null;
  const random = new Random(seed, PAIRS_KEY);
  const pairs = Math.min(MOST_PAIRS, (count * (count - 1)) / 2);
  const middles = new Float32Array(pairs * latent);
  for (let pair = 0; pair < pairs; pair++) {
    const a = random.below(count);
    const b = (a + 1 + random.below(count - 1)) % count;
    for (let i = 0; i < latent; i++) {
      middles[pair * latent + i] = (z[a * latent + i]! + z[b * latent + i]!) / 2;
    }
  }
  const x = await networks.decode(middles, latent);
  const again = await networks.decode(await networks.encode(x), latent);
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (again[i]! - x[i]!) ** 2;
  return { pairs, sse: squares / pairs };
}
