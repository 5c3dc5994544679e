import type { ImageFit } from '../../protocol/model.ts';

/** What a model wants of an image. */
export interface ImageTarget {
  width: number;
  height: number;
  /** 1: luminance. */
  channels: 1 | 3;
  fit: ImageFit;
  /** '#rrggbb' under transparent pixels and around 'contain'. */
  background: string;
}
