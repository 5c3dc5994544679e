// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- an ambient module, for whichever project reads this file
/// <reference path="./gifenc.d.ts" />
// Its main file is CommonJS with a default of its own, which Node and bundlers see differently.
import { GIFEncoder, quantize } from 'gifenc/dist/gifenc.esm.js';
import type { Film } from './Film.ts';
import { frameDelays } from './frameDelays.ts';
import { nearestColours } from './nearestColours.ts';

/** Of 64 greys none is off by more than two, in half the bytes of all 256, which lose nothing. */
const SMOOTH_GREY_BITS = 6;

/**
 * A GIF, a frame a part. Grey frames share one palette: of every grey for blocky films, else of 64. Each frame of colours has a
 * palette of its own (docs/decisions/media.md says why).
 */
export async function* gifParts(film: Film): AsyncGenerator<Uint8Array> {
  const { width, height, count, fps, repeats, isGrey, isBlocky } = film;
  const delays = frameDelays(count, fps, 100);
  const colorDepth = isGrey && !isBlocky ? SMOOTH_GREY_BITS : 8;
  const greys = greyPalette(1 << colorDepth);
  const gif = GIFEncoder({ auto: false });
  gif.writeHeader();
  let frame = 0;
  for await (const rgba of film.frames()) {
    const first = frame === 0;
    const shown = { first, delay: delays[frame]! * 10, repeat: repeats ? 0 : -1, colorDepth };
    if (isGrey) {
      const indices = greyIndices(rgba, greys.length);
      gif.writeFrame(indices, width, height, { ...shown, ...(first && { palette: greys }) });
    } else {
      const palette = quantize(rgba, 256);
      gif.writeFrame(nearestColours(rgba, palette), width, height, { ...shown, palette });
    }
    yield gif.bytes();
    gif.reset();
    frame += 1;
  }
  gif.finish();
  yield gif.bytes();
}

const greyPalette = (levels: number): number[][] =>
  Array.from({ length: levels }, (_, level) =>
    new Array<number>(3).fill(Math.round((level * 255) / (levels - 1))),
  );

function greyIndices(rgba: Uint8Array, levels: number): Uint8Array {
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) indices[i] = Math.round((rgba[i * 4]! * (levels - 1)) / 255);
  return indices;
}
