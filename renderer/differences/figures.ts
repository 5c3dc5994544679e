/** Measures in words, each with the sentence that says what it is. */
import { latentDistance } from '../document/DecodedPoint.ts';
import { numberWords } from '../ui/numberWords.ts';
import { psnrOf, type ImageDifference } from './imageDifference.ts';
import { cosineOf } from './latentDifference.ts';
import type { ReconstructionQuality } from '../../protocol/collection.ts';
import type { Figure } from '../ui/Figures.svelte';

/** How near x̂ is to x. */
export const qualityFigures = ({ mse, psnr, ssim }: ReconstructionQuality): Figure[] => [
  ...pixelFigures(
    { mse, psnr },
    'Mean squared error: the mean over pixels and channels of (x − x̂)², with values from 0 to 1. 0 is a perfect copy; lower is better.',
    'Peak signal-to-noise ratio: the same error on the decibel scale, 10·log₁₀(1 / MSE). Higher is better; above about 35 dB few people see a difference.',
  ),
  {
    name: 'SSIM',
    value: ssim.toFixed(3).replace('-', '−'),
    words:
      'Structural similarity: how alike brightness, contrast and structure are in small windows. 1 is identical, 0 is unrelated.',
  },
];

/** How far two images are from each other. */
export const differenceFigures = ({ mse }: Pick<ImageDifference, 'mse'>): Figure[] =>
  pixelFigures(
    { mse, psnr: psnrOf(mse) },
    'Mean squared error of the two images: the mean over pixels and channels of (A − B)², with values from 0 to 1. 0 means equal images.',
    'Peak signal-to-noise ratio: the same error on the decibel scale, 10·log₁₀(1 / MSE). Higher means more alike; ∞ for equal images.',
  );

/**
 * How far two z are from each other.
 * @param a [D] float32
 * @param b [D] float32
 */
export function latentFigures(a: ArrayLike<number>, b: ArrayLike<number>): Figure[] {
  const distance: Figure = {
    name: '‖Δz‖',
    value: numberWords(latentDistance(a, b)),
    words:
      'Euclidean distance of the two in latent space: the root of the sum over dimensions of (zB − zA)².',
  };
  const cosine = a.length > 1 ? cosineOf(a, b) : null;
  if (cosine === null) return [distance];
  return [
    distance,
    {
      name: 'cos ∠',
      value: cosine.toFixed(3).replace('-', '−'),
      words:
        'Cosine of the angle between the two z, seen from the origin: 1 is the same direction, 0 a right angle, −1 the opposite one. It tells little where z is not spread around the origin.',
    },
  ];
}

function pixelFigures(
  { mse, psnr }: Pick<ReconstructionQuality, 'mse' | 'psnr'>,
  mseWords: string,
  psnrWords: string,
): Figure[] {
  return [
    {
      name: 'MSE',
      value: mse === 0 || mse >= 1e-4 ? mse.toFixed(4) : mse.toExponential(1).replace('-', '−'),
      words: mseWords,
    },
    { name: 'PSNR', value: Number.isFinite(psnr) ? `${psnr.toFixed(1)} dB` : '∞', words: psnrWords },
  ];
}
