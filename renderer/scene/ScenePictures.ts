import type { CardAppearance } from './CardAppearance.ts';
import { cardSidePx } from './cardSize.ts';
import type { SceneFrame } from './sceneFrame.ts';
import type { SceneHost } from './sceneHost.ts';
import type { SceneLayers } from './SceneLayers.ts';
import type { PictureLook } from './picturePart.ts';
import type { ScenePoints } from './ScenePoints.ts';
import type { Area } from './sceneTypes.ts';
import { sceneTheme, type ThemeName } from './theme.ts';

/** Side of what is drawn at once, where the GPU allows as much: 16 MB of pixels, in and out in a moment. */
const PART_MOST_PX = 2048;

/** What the scene shows, drawn once more at another size, part by part. What the canvas shows stays. */
export class ScenePictures {
  readonly #layers: SceneLayers;
  readonly #points: ScenePoints;
  readonly #appearance: CardAppearance;
  readonly #frame: SceneFrame;
  readonly #host: Pick<SceneHost, 'requestFrame' | 'requestDraw'>;

  /** Borrows all. */
  constructor(
    layers: SceneLayers,
    points: ScenePoints,
    appearance: CardAppearance,
    frame: SceneFrame,
    host: Pick<SceneHost, 'requestFrame' | 'requestDraw'>,
  ) {
    this.#layers = layers;
    this.#points = points;
    this.#appearance = appearance;
    this.#frame = frame;
    this.#host = host;
  }

  /** Side of the largest part that draw() takes, in pixels of the picture. */
  get partMostPx(): number {
    return Math.min(PART_MOST_PX, this.#layers.targetMostPx);
  }

  /** CSS colours of the letters and the wall in a theme, for what is written beside a picture. */
  colours(name: ThemeName): { text: string; wall: string } {
    const { text, fog } = sceneTheme(name);
    return { text, wall: `rgb(${fog.map((value) => Math.round(value * 255)).join(' ')})` };
  }

  /**
   * The largest card that a picture of this scale has, CSS pixels. `isLess`: the GPU draws no sprite as large as the nearest
   * would be.
   */
  cardsAt(scale: number): { mostPx: number; isLess: boolean } {
    const { bounds, count } = this.#points;
    const { view } = this.#frame;
    const { sizing } = this.#appearance;
    this.#appearance.update(view, count, bounds.radius());
    const mostPx = Math.min(sizing.maxPx, this.#layers.spriteMostPx(scale));
    const nearest = view.depthOf(...bounds.centre()) - bounds.farthest();
    return { mostPx, isLess: cardSidePx(sizing, Math.max(nearest, sizing.nearDepth * 2)) > mostPx };
  }

  /**
   * A part of a picture of what the scene shows now: [h,w,4] uint8 RGBA, rows from the top.
   * @param part of the picture, in its pixels; no side longer than partMostPx
   */
  draw(look: PictureLook, part: Area): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { mostPx } = this.cardsAt(Math.max(look.scale, look.cardScale));
    const sizing = { ...this.#appearance.sizing, maxPx: mostPx };
    const frame = { ...this.#frame, sizing, pixelRatio: look.scale, elapsedMs: 0, isPicture: true };
    const { glide, areAnywhere } = this.#points;
    const pixels = this.#layers.drawPart(frame, look, part, glide.share, areAnywhere);
    // Layers have told this frame what they tell only once.
    if (frame.isStillStale) this.#host.requestDraw();
    else if (frame.isAnotherDue) this.#host.requestFrame();
    return pixels;
  }
}
