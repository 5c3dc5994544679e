import { factorText, type BundledSource } from '../BundledSource.ts';
import { Random } from '../../../engine/random/Random.ts';
import { drawHead, HEAD_SIDE } from './drawHead.ts';
import { drawHeadFactors } from './headFactors.ts';
import { lesionFigures } from './lesionFigures.ts';
import { drawLesion, LESION_KINDS } from './lesion.ts';

const SEED = 1;
/** One sample in this many has a lesion. */
const LESION_EVERY = 4;

export const heads: BundledSource = {
  name: 'head-phantoms',
  title: 'Head phantoms',
  description:
    'Drawn head slices in the manner of MRI, trained on healthy ones only: a lesion is what the decoder leaves out. Not for medical use.',
  licence: 'CC0-1.0',
  side: HEAD_SIDE,
  seed: SEED,
  trainingCount: 5_000,
  sampleCount: 200,
  labels: ['healthy', 'lesion'],
  factors: ['slice height', 'turn', 'ventricles', 'head width', 'furrows', 'contrast'],
  factorsWithinLabel: false,
  training: {
    kind: 'vae',
    latent: 32,
    preset: 'quick',
    // Components of images of this size, or a linear path, would weigh more than a bundled model may: it is convolutions alone.
    architecture: 'conv',
    loss: 'bce',
    // Cross-entropy of grey values bends by about 5 a pixel, the likelihood of errors of 0.07 by 1/0.07²: at this β the two terms weigh the same.
    beta: 0.05,
    batchSize: 16,
    epochs: 45,
    holdOut: 0.05,
  },
  async open() {
    return {
      draw(set, index) {
        const random = new Random(`head-phantoms/${SEED}/${set}/${index}`);
        const head = drawHeadFactors(random);
        const ill = set === 'samples' && index % LESION_EVERY === LESION_EVERY - 1;
        const kind = LESION_KINDS[Math.floor(index / LESION_EVERY) % LESION_KINDS.length] ?? 'bright';
        const lesion = ill ? drawLesion(head, kind, random) : null;
        return {
          pixels: drawHead(head, lesion, random),
          label: lesion ? 'lesion' : 'healthy',
          metadata: {
            lesion_kind: lesion?.kind ?? '',
            lesion_x: lesion ? factorText(lesion.xPx, 1) : '',
            lesion_y: lesion ? factorText(lesion.yPx, 1) : '',
            lesion_radius: lesion ? factorText(lesion.radiusPx, 1) : '',
            slice_height: factorText(head.sliceHeight),
            rotation_deg: factorText(head.rotationDeg, 1),
            head_width: factorText(head.headWidth),
            head_length: factorText(head.headLength),
            ventricle_size: factorText(head.ventricleSize),
            sulcus_width: factorText(head.sulcusWidth),
            contrast: factorText(head.contrast),
            noise: factorText(head.noise, 3),
          },
          factors: [
            head.sliceHeight,
            head.rotationDeg,
            Math.log(head.ventricleSize),
            head.headWidth,
            Math.log(head.sulcusWidth),
            head.contrast,
          ],
        };
      },
      figures: lesionFigures,
      cardSections: `## Not for medical use

These are drawings. They look like axial T1-weighted MRI of a head, and follow its plan (scalp, skull, fluid, folded grey
matter around white matter, ventricles, deep nuclei, receiver noise, coil fall-off), but no patient, no scanner and
no medical data set had any part in them. They are for trying out anomaly detection, compression and
exploration, and prove nothing about real images.

## The drawing

128 × 128 pixels, grey, forehead up. The slice height goes from the basal ganglia (0) to near the top of the head (1).
The model was trained on healthy heads only. One sample in four has a lesion: a bright spot, a dark spot, or a dark core
with a bright rim, wholly inside the brain.

\`samples/metadata.csv\` holds, besides the factors of the head: lesion_kind, lesion_x and lesion_y (centre in pixels from
the top left) and lesion_radius (pixels; the faint swelling around it reaches 1.7 times as far).
`,
    };
  },
};
