import type { ImageFit } from '../../../protocol/model.ts';
import type { Size } from './linkedView.ts';

/** '2048×1365, the model sees a part of it as 64×64': what became of a file's pixels. */
export function sizeWords(original: Size | null, model: Size, fit: ImageFit): string {
  const seen = `${model.width}×${model.height}`;
  if (!original) return `the model sees ${seen}`;
  const own = `${original.width}×${original.height}`;
  if (own === seen) return `${own}, as the model sees it`;
  const isOfOneShape = original.width * model.height === original.height * model.width;
  if (isOfOneShape) return `${own}, the model sees ${seen}`;
  if (fit === 'cover') return `${own}, the model sees its middle as ${seen}`;
  if (fit === 'contain') return `${own}, the model sees it with a border as ${seen}`;
  return `${own}, the model sees it stretched to ${seen}`;
}
