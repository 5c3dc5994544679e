import type { FoundImages } from '../../engine/images/findImages.ts';
import { readImages } from '../../engine/images/readImages.ts';
import type { Told } from './FuzzTarget.ts';

const MOST_IMAGES = 64;

/** Reads what a search found as an encoding does. @returns the reasons that are shown for what cannot be read */
export async function readImagesIn({ images, unreadable }: FoundImages): Promise<Told[]> {
  const told = unreadable.map(({ reason }) => ({ message: reason }));
  const reading = readImages(images.slice(0, MOST_IMAGES), {
    target: { width: 16, height: 16, channels: 3, fit: 'cover', background: '#000000' },
    tileSize: 16,
    threads: 0,
  });
  for await (const batch of reading)
    told.push(...batch.unreadable.map(({ reason }) => ({ message: reason })));
  return told;
}
