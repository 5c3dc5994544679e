import { factorText, type BundledSource } from '../BundledSource.ts';
import { Random } from '../../../engine/random/Random.ts';
import { drawLetter, drawLetterFactors, LETTER_SIDE } from './drawLetter.ts';
import { LETTERS, openFonts, type Face, type FontLicence } from './openFonts.ts';

const SEED = 1;
/** Hairline weights are thinner than a pixel here. */
const LIGHTEST = 200;

export const letters: BundledSource = {
  name: 'letters',
  title: 'Letters',
  description:
    'Capital letters of 47 open font families: drag to make them bolder, wider, slanted, or to grow serifs.',
  licence: 'CC0-1.0',
  side: LETTER_SIDE,
  seed: SEED,
  trainingCount: 20_800,
  sampleCount: 832,
  labels: LETTERS,
  factors: ['weight', 'width', 'slant', 'serif'],
  factorsWithinLabel: true,
  training: {
    kind: 'vae',
    latent: 24,
    // Dense layers of images of this size would weigh more than a bundled model may.
    architecture: 'conv',
    preset: 'balanced',
    loss: 'bce',
    beta: 1,
    batchSize: 32,
    epochs: 30,
    holdOut: 0.05,
  },
  async open() {
    const { faces, licences } = await openFonts();
    const drawable = faces.filter(({ weight }) => weight >= LIGHTEST);
    const families = [...Map.groupBy(drawable, ({ title }) => title).values()];
    const seenFamilies = families.filter(([face]) => !face?.family.unseen);
    return {
      draw(set, index) {
        const random = new Random(`letters/${SEED}/${set}/${index}`);
        const letter = LETTERS[index % LETTERS.length] ?? 'A';
        // By family first: one with nine weights and italics shall not count for nine with one.
        const face = random.pick(random.pick(set === 'training' ? seenFamilies : families));
        const drawn = drawLetter(face, letter, drawLetterFactors(random, set === 'training' ? 1 : 0.4));
        const serif = hasSerifs(face);
        return {
          pixels: drawn.pixels,
          label: letter,
          metadata: {
            family: face.title,
            class: face.family.class,
            weight: String(face.weight),
            style: face.italic ? 'italic' : 'normal',
            slant_deg: factorText(drawn.measures.slantDeg, 1),
            width: factorText(drawn.measures.width),
            ink: factorText(drawn.measures.ink, 3),
            seen_in_training: face.family.unseen ? 'no' : 'yes',
          },
          factors: [drawn.measures.ink, drawn.measures.width, drawn.measures.slantDeg, serif ? 1 : 0],
        };
      },
      cardSections: cardSections(licences),
    };
  },
};

function hasSerifs({ family }: Face): boolean {
  return family.class === 'serif' || family.class === 'slab';
}

function cardSections(licences: readonly FontLicence[]): string {
  return `## The drawing

Capitals A to Z in every weight from ${LIGHTEST} up that the families below have, upright and italic, drawn at a cap
height of 32 pixels on 48 × 48, white on black. For training each is also stretched (0.78 to 1.28), leant (−8° to 12°)
and scaled (±8 %); samples get 0.4 of that. Five families were never trained on: \`seen_in_training\` is "no" for their
samples.

\`samples/metadata.csv\` holds family, class (sans, serif, slab, mono), CSS weight, style, slant in degrees, width over
cap height, ink (share of the frame) and seen_in_training.

## The fonts

Rendered from these families, all under the SIL Open Font License 1.1 (https://openfontlicense.org). The images are
documents made with the fonts; no font file and no outline is part of this folder.

| family | package | copyright |
| --- | --- | --- |
${licences.map((font) => `| ${font.title} | ${font.packageName} ${font.version} | ${font.copyright.replaceAll('|', '\\|')} |`).join('\n')}
`;
}
