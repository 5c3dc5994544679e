import type { ImageFit, ModelJson } from './model.ts';

/** How images are brought to what a model takes. */
export interface ImageLooks {
  fit: ImageFit;
  /** '#rrggbb' under transparent pixels and around contained images. */
  background: string;
}

/** What a person chose of it; null: as the model says, which was trained on images that looked so. */
export type ChosenLooks = { readonly [Name in keyof ImageLooks]: ImageLooks[Name] | null };

/** Where neither a person nor the model says anything. */
export const DEFAULT_LOOKS: ImageLooks = { fit: 'cover', background: '#000000' };

/** @param json of the model that images are seen through; null where none is open */
export function imageLooks(json: Pick<ModelJson, 'image'> | null, chosen: ChosenLooks): ImageLooks {
  return {
    fit: chosen.fit ?? json?.image.fit ?? DEFAULT_LOOKS.fit,
    background: chosen.background ?? json?.image.background ?? DEFAULT_LOOKS.background,
  };
}

/** These looks as a choice beside a model: null where the model says the same by itself. */
export function choiceOfLooks(json: Pick<ModelJson, 'image'>, looks: ImageLooks): ChosenLooks {
  const own = imageLooks(json, { fit: null, background: null });
  return {
    fit: looks.fit === own.fit ? null : looks.fit,
    background: looks.background === own.background ? null : looks.background,
  };
}
