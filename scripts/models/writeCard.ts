import type { BundledSource, Drawing } from './BundledSource.ts';
import type { BundledTraining } from './BundledTraining.ts';

/** The model card, CARD.md: what the model is, how it was made, how good it is, and under which licence. */
export function writeCard(source: BundledSource, drawing: Drawing, training: BundledTraining): string {
  const { samples, axes } = training.bundled;
  const { heldOut, options } = training;
  const latent = source.training.latent;
  const named = axes.map(({ name, correlation }) => `| ${name} | ${correlation.toFixed(2)} |`);
  const figures = Object.entries(training.bundled.figures).map(
    ([name, value]) => `| ${name} | ${value.toFixed(3)} |`,
  );
  return `# ${source.title}

${source.description}

| | |
| --- | --- |
| images | ${source.side} × ${source.side} pixels, grey |
| z | ${latent} dimensions, prior N(0, I) |
| made from | ${source.trainingCount.toLocaleString('en')} images drawn by code (seed ${source.seed}); ${source.sampleCount.toLocaleString('en')} further ones are the samples |
| trained by | Hourglass itself (engine/training): ${options.kind}, preset ${options.preset}, loss ${options.loss}, β ${options.beta}; ${training.steps.done.toLocaleString('en')} steps in ${Math.round(training.durationSeconds)} s |
| parameters | ${training.network.parameters.toLocaleString('en')} |
| licence | ${source.licence} |

Made by \`npm run models -- ${source.name}\` from scripts/models/ in the Hourglass repository.

## Figures

x in 0..1, squared error summed over the ${source.side} × ${source.side} pixels of an image; none of these images was trained on.

| | squared error per image | PSNR | SSIM |
| --- | --- | --- | --- |
| held-out images | ${heldOut.sse.toFixed(2)} | ${heldOut.psnr.toFixed(2)} dB | ${heldOut.ssim.toFixed(3)} |
| samples${source.name === 'head-phantoms' ? ', healthy ones' : ''} | ${samples.sse.toFixed(2)} | ${samples.psnr.toFixed(2)} dB | ${samples.ssim.toFixed(3)} |
| held-out images, PCA of the same size | ${training.pcaSse.toFixed(2)} | | |
${figures.length > 0 ? `\n| | |\n| --- | --- |\n${figures.join('\n')}\n` : ''}${named.length > 0 ? `\n${namedAxes(source, named)}\n` : ''}
${drawing.cardSections}
## Licence

${LICENCES[source.licence] ?? source.licence}
`;
}

function namedAxes(source: BundledSource, rows: readonly string[]): string {
  return `## Named axes

After training, z was turned (an orthonormal change of basis, which the prior does not notice) so that its first
${rows.length} dimensions each follow one visible factor; the others are principal axes of what is left. The figure is the
correlation of the dimension with its factor over ${source.factorsWithinLabel ? 'images of one label' : 'all images'}.

| dimension | correlation |
| --- | --- |
${rows.join('\n')}`;
}

const LICENCES: Record<string, string> = {
  'CC0-1.0': `The model's weights, its samples and this card are dedicated to the public domain under CC0 1.0
(https://creativecommons.org/publicdomain/zero/1.0/). The code that made them is under the licence of the repository.`,
};
