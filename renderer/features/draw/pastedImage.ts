import { EngineError } from '../../../protocol/EngineError.ts';

/** The first image among files of a paste, a drop or a choice; null where there is none. */
export const imageIn = (files: Iterable<File>): File | null =>
  [...files].find(({ type }) => type.startsWith('image/')) ?? null;

/** An image on the system's clipboard. @throws EngineError 'bad-images' in words where there is none, or it may not be read */
export async function clipboardImage(): Promise<Blob> {
  let items: ClipboardItems;
  try {
    items = await navigator.clipboard.read();
  } catch {
    throw new EngineError(
      'bad-images',
      'The clipboard may not be read. Press Ctrl+V (Cmd+V on a Mac) instead, or allow it in the address bar.',
    );
  }
  for (const item of items) {
    const type = item.types.find((each) => each.startsWith('image/'));
    if (type) return item.getType(type);
  }
  throw new EngineError('bad-images', 'There is no image on the clipboard. Copy one first.');
}

/** Upright. @throws EngineError 'bad-images' for what the browser cannot show */
export async function bitmapOf(image: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(image);
  } catch {
    throw new EngineError(
      'bad-images',
      `${image instanceof File ? image.name : 'What was pasted'} is no image that can be shown here. PNG, JPEG and WebP can.`,
    );
  }
}
