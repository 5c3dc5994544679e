/** What a form offers to make small. */
export type AimedLoss = 'mse' | 'sharp';

/** What a person chose among the rarer options; null: as the images suggest, or no limit. */
export interface ChosenMore {
  size: number | null;
  channels: 1 | 3 | null;
  /** '#rrggbb' */
  background: string | null;
  loss: AimedLoss | null;
  minutes: number | null;
  flip: boolean;
}
