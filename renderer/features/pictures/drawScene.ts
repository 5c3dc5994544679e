import { drawLegend, legendLayoutOf } from './drawLegend.ts';
import { fitScene } from './fitScene.ts';
import { contextOf } from './pictureCanvas.ts';
import { pictureParts } from './pictureParts.ts';
import { sceneColours, type SceneColours } from './sceneLegend.ts';
import type { Theme } from '../../../protocol/preferences.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { LatentScene } from '../../scene/LatentScene.ts';
import type { LegendLayout } from './legendLayout.ts';
import type { PictureSize } from './pictureSize.ts';

export const BACKGROUNDS = ['room', 'white', 'none'] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** What a picture of the scene is made from. */
export interface SceneSource {
  readonly scene: LatentScene;
  readonly theme: Theme;
  readonly background: Background;
  readonly colours: SceneColours;
  /** null for none. */
  readonly legend: LegendLayout | null;
}

type Around = Pick<Page, 'columns' | 'document' | 'preferences' | 'rows'>;

/** What the scene shows now. On white everything is drawn as in the light theme: light letters would be lost. */
export function sceneSource(
  page: Around,
  scene: LatentScene,
  background: Background,
  hasLegend: boolean,
): SceneSource {
  const theme = background === 'white' ? 'light' : page.preferences.theme;
  const colours = sceneColours(page, theme);
  const { height } = scene.view.shownArea;
  const legend = hasLegend && colours.legend ? legendLayoutOf(colours.legend, height) : null;
  return { scene, theme, background, colours, legend };
}

/**
 * Draws it part by part, so that the page stays alive.
 * @param told the share that is done, 0..1
 * @param previewOf the size of the picture that this is a preview of
 */
export async function drawScene(
  { scene, theme, background, colours, legend }: SceneSource,
  size: PictureSize,
  signal: AbortSignal,
  told: (share: number) => void = () => {},
  previewOf: PictureSize = size,
): Promise<OffscreenCanvas> {
  const context = contextOf(size.width, size.height);
  const fitOf = (each: PictureSize) => fitScene(each, scene.view.shownArea, legend?.widthPx ?? 0);
  const fit = fitOf(size);
  const look = {
    shown: fit.shown,
    scale: fit.scale,
    cardScale: fitOf(previewOf).scale,
    theme,
    palette: colours.palette,
    background,
  };
  const { wall, text } = scene.pictures.colours(theme);
  if (background !== 'none') {
    context.fillStyle = background === 'white' ? '#ffffff' : wall;
    context.fillRect(0, 0, size.width, size.height);
  }
  const parts = pictureParts(fit.scene, scene.pictures.partMostPx);
  for (const [at, part] of parts.entries()) {
    const pixels = await scene.pictures.draw(look, part);
    signal.throwIfAborted();
    context.putImageData(new ImageData(pixels, part.width, part.height), part.x, part.y);
    told((at + 1) / parts.length);
  }
  if (legend && colours.legend) {
    context.translate(fit.scene.width, 0);
    context.scale(fit.scale, fit.scale);
    drawLegend(context, colours.legend, legend, text);
  }
  return context.canvas;
}
