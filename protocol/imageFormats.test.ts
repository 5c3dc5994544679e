import { describe, expect, test } from 'vitest';
import {
  ARRAY_EXTENSIONS,
  FILE_FORMATS,
  IMAGE_EXTENSIONS,
  isImageFormat,
  kindOfName,
  OPENABLE_WORDS,
  shownAs,
  sniffFormat,
  whyNoImage,
} from './imageFormats.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The first bytes of a file of each format, from its specification. */
const BEGINNINGS: Record<(typeof FILE_FORMATS)[number]['name'], string> = {
  png: '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
  jpeg: '\xff\xd8\xff\xe0\0\x10JFIF',
  webp: 'RIFF\x10\0\0\0WEBPVP8 ',
  avif: '\0\0\0\x20ftypmif1\0\0\0\0mif1avif',
  gif: 'GIF89a\x01\0\x01\0',
  tiff: 'MM\0*\0\0\0\x08',
  bmp: 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0',
  pnm: 'P5\n2 2\n255\n',
  npy: '\x93NUMPY\x01\0',
  idx: '\0\0\x08\x03\0\0\0\x01',
  zip: 'PK\x03\x04\x14\0',
  gzip: '\x1f\x8b\x08\0',
  heif: '\0\0\0\x18ftypheic\0\0\0\0mif1',
  ico: '\0\0\x01\0\x01\0',
  jp2: '\0\0\0\x0cjP  \r\n\x87\n',
  jxl: '\xff\x0a\xfa\x1f',
  psd: '8BPS\0\x01',
  fits: 'SIMPLE  =                    T',
  onnx: '\x08\x08\x12\x07pytorch\x1a',
  hourglass: '{\n  "hourglass": 1,',
  pdf: '%PDF-1.7',
  html: '\xef\xbb\xbf  <!DOCTYPE html><html>',
  svg: '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">',
  text: 'dear reader,\n',
};

describe('the table of formats', () => {
  test.each(Object.entries(BEGINNINGS))('%s is known by its first bytes', (name, beginning) => {
    expect(sniffFormat(bytes(beginning))).toBe(name);
  });

  test('what is empty or of no known format says so', () => {
    expect(sniffFormat(new Uint8Array())).toBe('empty');
    expect(sniffFormat(bytes('\0\x01\x02\x03'))).toBe('unknown');
    expect(sniffFormat(bytes('\0\0\0\x18ftypisom\0\0\0\0mp42'))).toBe('unknown');
    expect(whyNoImage('empty')).toMatch(/0 bytes/);
    expect(whyNoImage('unknown')).toMatch(/no known image format/);
  });

  test('what is no image says why, and what is one is opened', () => {
    for (const { name, kind } of FILE_FORMATS) {
      expect(isImageFormat(name)).toBe(kind === 'image');
      if (kind === 'none') expect(whyNoImage(name)).not.toMatch(/no known/);
    }
  });

  test('no extension stands for two formats', () => {
    const all = [...IMAGE_EXTENSIONS, ...ARRAY_EXTENSIONS];
    expect(new Set(all).size).toBe(all.length);
  });

  test('a name says the same to the folder dialog as to ingest', () => {
    for (const name of ['a.pgm', 'a.PPM', 'scan.TIFF', 'b.dib', 'x.mpo'])
      expect(kindOfName(name)).toBe('image');
    for (const name of ['z.npz', 'train-images-idx3-ubyte', 'train-images.idx3-ubyte', 'x.npy'])
      expect(kindOfName(name)).toBe('array');
    for (const name of ['notes.txt', 'png', '.png.part', 'README']) expect(kindOfName(name)).toBe('other');
  });

  test('only what browsers show is sent as it is', () => {
    expect(shownAs('/a/b.JPG')).toBe('image/jpeg');
    expect(shownAs('/a/b.tif')).toBeNull();
    expect(shownAs('/a.png/b')).toBeNull();
  });

  test('messages name every format', () => {
    expect(OPENABLE_WORDS).toBe(
      'PNG, JPEG, WebP, AVIF, GIF, TIFF, BMP or PNM images, or an NPY, IDX or NPZ array',
    );
  });
});
