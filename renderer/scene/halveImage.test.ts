import { expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { halveImage } from './halveImage.ts';

/** The same mean, channel by channel in floating point. */
function plainHalf(bytes: Uint8Array, width: number, height: number): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const at = [0, 1, width, width + 1].map((step) => (y * width + x + step) * 4);
      const alpha = at.reduce((sum, i) => sum + bytes[i + 3]!, 0);
      for (let k = 0; k < 3; k++) {
        out.push(alpha === 0 ? 0 : at.reduce((sum, i) => sum + bytes[i + k]! * bytes[i + 3]!, 0) / alpha);
      }
      out.push(alpha / 4);
    }
  }
  return out;
}

for (const opaque of [true, false]) {
  it(`is the mean of 2×2 blocks, ${opaque ? 'opaque' : 'weighted by alpha'}`, () => {
    const random = seededRandom(opaque ? 1 : 2);
    const width = 32;
    const height = 8;
    const bytes = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
      i % 4 === 3 && opaque ? 255 : Math.floor(random() * 256) * (i % 4 === 3 && random() < 0.4 ? 0 : 1),
    );
    const target = new Uint32Array((width * height) / 4);
    halveImage(new Uint32Array(bytes.buffer), width, height, target);
    const expected = plainHalf(bytes, width, height);
    const got = new Uint8Array(target.buffer);
    for (let i = 0; i < got.length; i++) expect(Math.abs(got[i]! - expected[i]!)).toBeLessThanOrEqual(0.5);
  });
}
