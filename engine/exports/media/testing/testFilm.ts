import type { Film } from '../Film.ts';

/** A film of gradients that move, in colour or grey, drawn anew each time it is gone through. */
export function testFilm(options: Partial<Film> = {}): Film & { drawn: Uint8Array[] } {
  const { width = 24, height = 16, count = 7, isGrey = false } = options;
  const drawn = Array.from({ length: count }, (_, frame) => {
    const rgba = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const red = (x * 9 + frame * 20) % 256;
        const green = isGrey ? red : (y * 13 + frame * 5) % 256;
        const blue = isGrey ? red : (x * y + frame * 11) % 256;
        rgba.set([red, green, blue, 255], (y * width + x) * 4);
      }
    }
    return rgba;
  });
  return {
    ...{ width, height, count, fps: 30, repeats: true, isGrey, isBlocky: false },
    ...options,
    drawn,
    frames: async function* () {
      for (const rgba of drawn) yield rgba.slice();
    },
  };
}
