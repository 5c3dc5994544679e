import { describe, expect, it } from 'vitest';
import { whyNoImages } from './whyNoImages.ts';

const dropped = (path: string, content: string | Uint8Array<ArrayBuffer>) => ({
  path,
  file: new File([content], path.split('/').at(-1) ?? ''),
});
const png = Uint8Array.from('\x89PNG\r\n\x1a\n', (letter) => letter.charCodeAt(0));

describe('whyNoImages', () => {
  it('has nothing against a folder with a file that may be an image, by its name or its first bytes', async () => {
    const letter = dropped('set/letter.txt', 'dear reader');
    for (const image of [
      dropped('set/a.PNG', 'whatever'),
      dropped('set/train-images-idx3-ubyte', 'whatever'),
      dropped('set/z.npz', 'whatever'),
      dropped('set/no extension', png),
      dropped('set/array.bin', Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1])),
    ]) {
      expect(await whyNoImages([letter, image]), image.path).toBeNull();
    }
  });

  it('says of what is something else what it is, and what to drop', async () => {
    const letters = ['a.txt', 'b.txt', 'c.docx'].map((name) => dropped(`set/${name}`, 'dear reader'));
    expect(await whyNoImages(letters)).toMatch(
      /^None of the 3 files in what was dropped could be read as an image: 2 \.txt files and 1 \.docx file \(a\.txt: a text file, not an image\)\. Choose a folder of PNG/,
    );
    expect(await whyNoImages([dropped('empty', '')])).toMatch(/^"empty" could not .* the file is empty/);
    expect(await whyNoImages([dropped('x.docx', 'PK\x03\x04\x14\0')])).toMatch(/an archive; unpack it/);
    expect(await whyNoImages([dropped('weights', '\x08\x08\x12\x07pytorch')])).toMatch(
      /an ONNX model, not an image/,
    );
  });
});
