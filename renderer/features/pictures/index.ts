import { needsPoints } from '../../commands/guards.ts';
import { offerDownload, safeFileName } from '../../ui/offerDownload.ts';
import { copyPng } from './copyPng.ts';
import { imageOfPoint, needsDrawnPoint, whyNoSource } from './namedImages.ts';
import { canvasOf, pngOf } from './pictureCanvas.ts';
import { sizeWords } from './pictureSize.ts';
import SaveImages from './SaveImages.svelte';
import SaveScene from './SaveScene.svelte';
import SceneButton from './SceneButton.svelte';
import { selectedImage, whyNoImage } from './selectedImage.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const SCENE: DialogView = { title: 'Save the scene as a picture', widthPx: 860, content: SaveScene };
const IMAGES: DialogView = { title: 'Save decoded points as pictures', widthPx: 860, content: SaveImages };

/** What is seen, taken away: the scene, decoded points, one image. */
export const pictures: Feature = {
  name: 'pictures',
  commands: [
    { id: 'save-scene', refusal: needsPoints, run: ({ dialogs }) => dialogs.show(SCENE) },
    { id: 'save-pictures', refusal: whyNoSource, run: ({ dialogs }) => dialogs.show(IMAGES) },
    {
      id: 'save-png',
      // Whether it is drawn as it is now is asked when it is saved: during a drag that changes with every decode, and so
      // would the button.
      refusal: needsDrawnPoint,
      run: async ({ points }) => {
        const point = points.selectedPoint;
        if (!point) return;
        const image = imageOfPoint(point);
        offerDownload(await pngOf(canvasOf(image)), `${safeFileName(image.name, 'point')}.png`);
      },
    },
    { id: 'copy-image', refusal: whyNoImage, run: copySelected },
  ],
  views: [{ region: 'status-end', content: SceneButton }],
};

async function copySelected(page: Page): Promise<void> {
  const image = selectedImage(page);
  await copyPng(image.then(({ canvas }) => pngOf(canvas)));
  const { name, canvas } = await image;
  page.notices.say(`Copied ${name}, ${sizeWords(canvas)}.`);
}
