import { DOT_PX, naturalCardSize, SQUARE_PX, type CardSizing } from './cardSize.ts';
import type { OrbitCamera } from './OrbitCamera.ts';

/** How the person wants points drawn, and the sizes that follow from it, from their number and from the view. */
export class CardAppearance {
  showThumbnails = true;
  /** 1 is the natural size for this many points. */
  thumbnailScale = 1;
  /** Side of the tiles given; 0 while there are none. */
  tileSize = 0;
  /** Sizes are chosen for so many points from the start, so that they do not shrink while points arrive. */
  expectedTotal = 0;
  /** The largest sprite this GPU draws, in CSS pixels, room for a ring left out. */
  spriteMostPx = 190;
  readonly sizing: CardSizing = {
    cardSize: 1,
    minPx: 3,
    maxPx: 160,
    focalPx: 1,
    nearDepth: 0,
    dotPx: DOT_PX,
    squarePx: SQUARE_PX,
  };

  get drawsImages(): boolean {
    return this.showThumbnails && this.tileSize > 0;
  }

  /** Sizes for `count` points of which the bulk lies within `radius`. */
  update(view: OrbitCamera, count: number, radius: number): void {
    const { sizing } = this;
    const natural = naturalCardSize(Math.max(count, this.expectedTotal), radius) * this.thumbnailScale;
    const images = this.drawsImages;
    sizing.cardSize = images ? natural : natural * 0.42;
    sizing.minPx = images ? 3 : 3.5;
    sizing.maxPx = images ? Math.max(64, Math.min(190, this.spriteMostPx, view.heightPx * 0.25)) : 15;
    sizing.dotPx = images ? DOT_PX : 1e6;
    sizing.squarePx = images ? SQUARE_PX : 2e6;
    sizing.focalPx = view.focalPx;
    sizing.nearDepth = view.distance * 0.1;
  }
}
