import { layOutLegend, SWATCH_GAP_PX, SWATCH_PX, type LegendLayout } from './legendLayout.ts';
import { contextOf } from './pictureCanvas.ts';
import type { SceneLegend } from './sceneLegend.ts';

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Inter, Cantarell, "DejaVu Sans", sans-serif';
export const TEXT_FONT = `500 12px ${FAMILY}`;
const TITLE_FONT = `600 12px ${FAMILY}`;

/** The legend's layout in the fonts it is drawn with. */
export function legendLayoutOf(legend: SceneLegend, heightPx: number): LegendLayout {
  const context = contextOf(1, 1);
  return layOutLegend(legend, heightPx, (words, isTitle) => {
    context.font = isTitle ? TITLE_FONT : TEXT_FONT;
    return context.measureText(words).width;
  });
}

/**
 * Draws it with its top left corner at the context's origin, in CSS pixels of the context's scale.
 * @param textColour CSS
 */
export function drawLegend(
  context: OffscreenCanvasRenderingContext2D,
  legend: SceneLegend,
  { title, entries, ramp, notes }: LegendLayout,
  textColour: string,
): void {
  context.textBaseline = 'middle';
  context.fillStyle = textColour;
  context.font = TITLE_FONT;
  context.fillText(title.words, title.x, title.y);
  context.font = TEXT_FONT;
  for (const { words, x, y } of [...entries, ...notes]) context.fillText(words, x, y);
  for (const { color, x, y } of entries) {
    context.fillStyle = color;
    context.beginPath();
    context.arc(x - SWATCH_GAP_PX - SWATCH_PX / 2, y, SWATCH_PX / 2, 0, 2 * Math.PI);
    context.fill();
  }
  if (!ramp || legend.kind !== 'ramp') return;
  const gradient = context.createLinearGradient(0, ramp.y + ramp.height, 0, ramp.y);
  legend.colors.forEach((color, step) => gradient.addColorStop(step / (legend.colors.length - 1), color));
  context.fillStyle = gradient;
  context.fillRect(ramp.x, ramp.y, ramp.width, ramp.height);
}
