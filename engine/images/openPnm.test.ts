import { expect, test } from 'vitest';
import { openPnm } from './openPnm.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each<[string, string, 1 | 3, number[]]>([
  ['P1, digits together', 'P1\n# ink\n3 2\n011 100', 1, [255, 0, 0, 0, 255, 255]],
  ['P2', 'P2 3 2 15\n0 5 10 15 1 2', 1, [0, 85, 170, 255, 17, 34]],
  ['P3', 'P3 1 2 255 1 2 3 # end\n4 5 6', 3, [1, 2, 3, 4, 5, 6]],
  ['P4, rows padded to bytes', 'P4 3 2\n\x60\x80', 1, [255, 0, 0, 0, 255, 255]],
  ['P5, 16 bits', 'P5 2 1 65535\n\xff\xff\x80\x00', 1, [255, 128]],
  ['P6', 'P6\n1 2\n255\n\x01\x02\x03\n\x0b\x0c', 3, [1, 2, 3, 10, 11, 12]],
])('%s', (_, text, channels, data) => {
  const image = openPnm(bytes(text)).decode();
  expect(image.channels).toBe(channels);
  expect([...image.data]).toEqual(data);
});

test.each<[string, string, RegExp]>([
  ['cut short', 'P6 2 2 255\nabc', /cut short: 3 bytes of pixels where 12/],
  ['text cut short', 'P2 2 2 255 100 200', /2 of 4 numbers/],
  ['text far too short', 'P3 9000 9000 255 1', /cut short: 2 bytes/],
  ['gigantic', 'P5 99999999 99999999 255\n', /at most/],
  ['no numbers', 'P5 a', /0 of 3 numbers/],
])('%s is refused', (_, text, reason) => {
  expect(() => openPnm(bytes(text)).decode()).toThrow(reason);
});
