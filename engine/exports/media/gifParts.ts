// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- projects that import this file do not list its folder
/// <reference path="./gifenc.d.ts" />
// Its main file is CommonJS with a default of its own, which Node and bundlers see differently.
import { GIFEncoder, quantize } from 'gifenc/dist/gifenc.esm.js';
import type { Film } from './Film.ts';
import { frameDelays } from './frameDelays.ts';
import { nearestColours } from './nearestColours.ts';

/** Of grey frames: every value there is, so that nothing is lost. */
const GREYS: [number, number, number][] = Array.from({ length: 256 }, (_, value) => [value, value, value]);

/** A GIF, a frame a part. Each frame of colours has a palette of its own (docs/decisions/media.md says why). */
export async function* gifParts(film: Film): AsyncGenerator<Uint8Array> {
  const { width, height, count, fps, repeats, isGrey } = film;
  const delays = frameDelays(count, fps, 100);
  const gif = GIFEncoder({ auto: false });
  gif.writeHeader();
  let frame = 0;
  for await (const rgba of film.frames()) {
    const palette = isGrey ? GREYS : quantize(rgba, 256);
    const indices = isGrey ? reds(rgba) : nearestColours(rgba, palette);
    gif.writeFrame(indices, width, height, {
      first: frame === 0,
      ...(!isGrey || frame === 0 ? { palette } : {}),
      delay: delays[frame]! * 10,
      repeat: repeats ? 0 : -1,
    });
    yield gif.bytes();
    gif.reset();
    frame += 1;
  }
  gif.finish();
  yield gif.bytes();
}

function reds(rgba: Uint8Array): Uint8Array {
  const values = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < values.length; i++) values[i] = rgba[i * 4]!;
  return values;
}
