/** What a person chose among the rarer options; null: as the images suggest, or no limit. */
export interface ChosenMore {
  size: number | null;
  channels: 1 | 3 | null;
  /** '#rrggbb' */
  background: string | null;
  /** What the training makes small. */
  loss: 'mse' | 'sharp';
  minutes: number | null;
  flip: boolean;
}
