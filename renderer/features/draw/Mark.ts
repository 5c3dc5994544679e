/** Where a brush was, in pixels of the paper. */
export interface BrushSample {
  readonly x: number;
  readonly y: number;
  /** Across. */
  readonly width: number;
}

/** What a stroke leaves: the ink that goes with the ground, the ground itself, or a colour of its own. */
export type Ink = 'ink' | 'ground' | `#${string}`;

/** What is on the paper, one after another: each is what one undoes. */
export type Mark =
  | { readonly kind: 'stroke'; readonly ink: Ink; readonly samples: BrushSample[] }
  | { readonly kind: 'picture'; readonly image: ImageBitmap };

/** Of a stroke as wide as the brush: what a pen does with half of its pressure, and a mouse or a finger always. */
const PRESSURE = { even: 0.5, least: 0.1 };

/**
 * How wide a brush is under a hand. A pen's pressure widens it up to double; a mouse tells none, and a finger's means nothing.
 * @param brush as it is chosen
 */
export function brushWidth(
  brush: number,
  { pointerType, pressure }: Pick<PointerEvent, 'pointerType' | 'pressure'>,
): number {
  const pressed = pointerType === 'pen' && pressure > 0 ? pressure : PRESSURE.even;
  return (brush * Math.max(PRESSURE.least, pressed)) / PRESSURE.even;
}
