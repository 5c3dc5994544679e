export type { ImageSource } from '../../protocol/imageSource.ts';
