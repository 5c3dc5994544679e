import { expect, test } from 'vitest';
import {
  chooseImageSize,
  isImageSize,
  LARGEST_CHOSEN_SIDE,
  parseImageSize,
  sizedJson,
  type ImageSize,
} from './imageSize.ts';
import { LARGEST_LATENT, latentSizeOf, parseModelJson, type ModelJson } from './model.ts';

const network = { file: 'a.onnx', input: 'x', output: 'y' };

/** A model whose z has one position, of C channels, for step × step pixels. */
function openModel({ step = 8, C = 4, layout = 'NCHW' as 'NCHW' | 'NHWC' } = {}): ModelJson {
  const [h, w] = [(8 * step) / step, (16 * step) / step];
  return parseModelJson(
    {
      format: 1,
      name: 'open',
      encoder: network,
      image: { width: 16 * step, height: 8 * step, channels: 3, layout, range: [0, 1], multipleOf: step },
      latent: { shape: layout === 'NHWC' ? [h, w, C] : [C, h, w], prior: 'none' },
    },
    'model.json',
  );
}

const size = (width: number, height: number): ImageSize => ({ width, height });
const times = (count: number, each: ImageSize): ImageSize[] => Array.from({ length: count }, () => each);
const chosen = (json: ModelJson, sizes: ImageSize[]) => chooseImageSize(json, sizes)?.size;

test('a size is typed as WxH, and nothing else is one', () => {
  expect(parseImageSize('96x64')).toEqual(size(96, 64));
  expect(parseImageSize(' 96×64 ')).toEqual(size(96, 64));
  expect(parseImageSize('1X8192')).toEqual(size(1, 8192));
  for (const typed of ['', '96', '96x', 'x64', '96x64x3', '0x64', '96x8193', '-96x64', '9.5x64', '96 64']) {
    expect(parseImageSize(typed), typed).toBeNull();
  }
  expect([isImageSize({ width: 1.5, height: 2 }), isImageSize(null), isImageSize([96, 64])]).toEqual([
    false,
    false,
    false,
  ]);
});

test('the commonest size is chosen, as wide and as high as the images are', () => {
  const sizes = [...times(2, size(640, 480)), ...times(3, size(96, 64)), size(32, 32)];
  expect(chooseImageSize(openModel(), sizes)).toEqual({ size: size(96, 64), count: 3, sampled: 6 });
  expect(chooseImageSize(openModel(), [])).toBeNull();
});

test('sides are brought to the nearest multiple, at least one, and images of nearly one size count together', () => {
  expect(chosen(openModel(), [size(100, 67)])).toEqual(size(104, 64));
  expect(chosen(openModel({ step: 32 }), [size(3, 40)])).toEqual(size(32, 32));
  const nearly = [size(95, 63), size(96, 65), size(97, 64)];
  expect(chosen(openModel(), [...times(2, size(32, 32)), ...nearly])).toEqual(size(96, 64));
});

test('of equally common sizes the middle one is chosen, in whatever order they come', () => {
  const different = [size(16, 16), size(96, 64), size(800, 600)];
  for (const order of [different, different.toReversed(), [1, 0, 2].map((i) => different[i]!)]) {
    expect(chosen(openModel(), order)).toEqual(size(96, 64));
  }
  expect(chosen(openModel(), [size(64, 96), size(96, 64)])).toEqual(size(64, 96));
});

test('a large image is scaled down in its shape, within the limits of a side and of z', () => {
  expect(chosen(openModel(), [size(4000, 3000)])).toEqual(size(1024, 768));
  expect(chosen(openModel(), [size(3000, 6000)])).toEqual(size(512, 1024));
  // The nearest multiple of 96 to 1,024 is above the limit.
  expect(chosen(openModel({ step: 96 }), [size(2000, 2000)])).toEqual(size(960, 960));
  expect(chosen(openModel(), [size(1, 100_000)])).toEqual(size(8, LARGEST_CHOSEN_SIDE));
  const wide = openModel({ step: 2, C: 64 });
  const limited = chosen(wide, [size(1024, 1000)])!;
  const values = latentSizeOf(sizedJson(wide, limited));
  expect(values).toBeLessThanOrEqual(LARGEST_LATENT);
  expect(values).toBeGreaterThan(0.98 * LARGEST_LATENT);
  expect(limited.width / limited.height).toBeCloseTo(1.024, 1);
});

test('the shape of z goes with the size, whichever way round its axes are', () => {
  const sized = sizedJson(openModel(), size(96, 64));
  expect(sized.image).toMatchObject({ width: 96, height: 64, multipleOf: 8 });
  expect(sized.latent.shape).toEqual([4, 8, 12]);
  expect(sizedJson(openModel({ layout: 'NHWC' }), size(96, 64)).latent.shape).toEqual([8, 12, 4]);
});

test('a size that the model does not take is refused with what it takes', () => {
  const { multipleOf, ...image } = openModel().image;
  expect(multipleOf).toBe(8);
  const fixed = { ...openModel(), image };
  expect(() => sizedJson(fixed, size(96, 64))).toThrow(
    '"open" was asked for at 96×64, but its images are fixed at 128×64. Leave the size out',
  );
  expect(sizedJson(fixed, size(128, 64))).toEqual(fixed);
  expect(() => sizedJson(openModel(), size(100, 67))).toThrow(
    'takes widths and heights that are multiples of 8. Choose 104×64, for example.',
  );
  expect(() => sizedJson(openModel(), size(8192, 8192))).toThrow(
    'one image has 201,326,592 values; at most 33,554,432 are taken. Choose a smaller size.',
  );
  expect(() => sizedJson(openModel({ step: 1, C: 8 }), size(1024, 1024))).toThrow(
    'one z has 8,388,608 values; at most 4,194,304 are taken.',
  );
});

test('a description whose size is no multiple of what it says is refused by its field', () => {
  const json = openModel();
  expect(() => parseModelJson({ ...json, image: { ...json.image, width: 100 } }, 'model.json')).toThrow(
    'image.width: 100 is no multiple of image.multipleOf, 8',
  );
});
