import type { PointPicture } from '../../page/pointPicture.svelte.ts';

/** Which picture of an image stands on one side of a comparison. */
export type Side = 'image' | 'drawn';

export const SIDES: readonly { id: Side; words: string }[] = [
  { id: 'image', words: 'image' },
  { id: 'drawn', words: 'reconstruction' },
];

/** [H,W,4] uint8 RGBA; what there is where there is only one. */
export const pictureOn = (side: Side, { image, drawn }: PointPicture): PointPicture['image'] =>
  side === 'image' ? (image ?? drawn) : (drawn ?? image);

/** Of an image both can be seen. */
export const hasSides = ({ image, drawn }: PointPicture): boolean => image !== null && drawn !== null;
