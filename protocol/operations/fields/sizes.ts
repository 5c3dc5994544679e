import * as v from 'valibot';
import { isImageSize, type ImageSize } from '../../imageSize.ts';
import { LARGEST_SIDE } from '../../model.ts';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

export type SizeField<Options extends FieldOptions<ImageSize> = FieldOptions<ImageSize>> = Options & {
  readonly kind: 'size';
  readonly schema: Presented<ImageSize, Options>;
};

/** Width and height in pixels; a command line takes them as WxH. */
export function imageSize<const Options extends FieldOptions<ImageSize>>(
  options: Options,
): SizeField<Options> {
  const schema = v.custom<ImageSize>(
    isImageSize,
    `width and height from 1 to ${LARGEST_SIDE} pixels, as in 96x64`,
  );
  return { ...options, kind: 'size', schema: presented(schema, options) };
}
