import { factorText, type BundledSource } from '../BundledSource.ts';
import { Random } from '../../../engine/random/Random.ts';
import { DIGIT_SIDE, drawDigit, drawDigitFactors } from './drawDigit.ts';

const SEED = 1;

export const digits: BundledSource = {
  name: 'digits',
  title: 'Digits',
  description: 'Hand-drawn-looking digits in a latent space of three dimensions: what you see is z itself.',
  licence: 'CC0-1.0',
  side: DIGIT_SIDE,
  seed: SEED,
  trainingCount: 30_000,
  sampleCount: 1_000,
  labels: [...'0123456789'],
  factors: [],
  factorsWithinLabel: true,
  training: {
    kind: 'vae',
    latent: 3,
    architecture: 'dense',
    preset: 'quick',
    loss: 'bce',
    beta: 1,
    epochs: 60,
    holdOut: 0.1,
  },
  async open() {
    return {
      draw(set, index) {
        const random = new Random(`digits/${SEED}/${set}/${index}`);
        const digit = index % 10;
        const factors = drawDigitFactors(random);
        return {
          pixels: drawDigit(digit, factors, random),
          label: String(digit),
          metadata: {
            slant: factorText(factors.slant),
            stroke_width_px: factorText(factors.strokeWidthPx),
            loop_width: factorText(factors.loopWidth),
            size_px: factorText(factors.sizePx),
            aspect: factorText(factors.aspect),
            curvature: factorText(factors.curvature),
            flourish: factorText(factors.flourish),
            rotation_deg: factorText(factors.rotationDeg),
            jitter: factorText(factors.jitter),
          },
          factors: [],
        };
      },
      cardSections: `## The drawing

Every digit is a few strokes through points that are functions of its factors, drawn by a soft round pen on
28 × 28 pixels, white on black, its centre of mass in the middle: MNIST's conventions, so that images of that
kind can be opened with this model too. No image of MNIST or of any other data set was used.

\`samples/metadata.csv\` holds the true factors of each sample:

| column | meaning |
| --- | --- |
| slant | shear; positive leans right |
| stroke_width_px | width of the pen in pixels |
| loop_width | width of loops and bows, 1 is usual |
| size_px | height in pixels |
| aspect | width over height, 1 is usual |
| curvature | how bent strokes and how round corners are |
| flourish | the digit's own extra, 0 to 1: flag of the 1, closing of the 4, bar of the 7, tails |
| rotation_deg | turn, clockwise |
| jitter | trembling of the hand, 0 to 1 |
`,
    };
  },
};
