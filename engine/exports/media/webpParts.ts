import sharp from 'sharp';
import type { Film } from './Film.ts';
import { frameDelays } from './frameDelays.ts';

/** Above it WebP's colours, at half the resolution, are what differs. */
const QUALITY = 90;
/** VP8X: the file has an animation. */
const ANIMATION = 0x02;
/** ANMF: a frame replaces what was there. */
const NO_BLENDING = 0x02;
const IMAGE_CHUNKS = new Set(['ALPH', 'VP8 ', 'VP8L']);

/**
 * An animated WebP (RFC 9649). Each frame is compressed by sharp as a still image and its chunks are put into the container
 * here, since sharp wants all frames at once, in memory. Lossless for blocky films. The compressed frames are held until the
 * last is there: the file begins with its length.
 */
export async function* webpParts(film: Film): AsyncGenerator<Uint8Array> {
  const { width, height, count, fps, repeats, isBlocky } = film;
  const delays = frameDelays(count, fps, 1000);
  const frames: Uint8Array[] = [];
  for await (const rgba of film.frames()) {
    const still = await sharp(rgba, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .webp(isBlocky ? { lossless: true } : { quality: QUALITY })
      .toBuffer();
    const head = new Uint8Array(16);
    const view = new DataView(head.buffer);
    // Offsets 0, 0.
    writeUint24(view, 6, width - 1);
    writeUint24(view, 9, height - 1);
    writeUint24(view, 12, delays[frames.length]!);
    head[15] = NO_BLENDING;
    frames.push(chunk('ANMF', head, ...imageChunks(still)));
  }
  const canvas = new Uint8Array(10);
  canvas[0] = ANIMATION;
  writeUint24(new DataView(canvas.buffer), 4, width - 1);
  writeUint24(new DataView(canvas.buffer), 7, height - 1);
  // Background colour 0; 0 loops are for ever.
  const animation = Uint8Array.of(0, 0, 0, 0, repeats ? 0 : 1, 0);
  const parts = [chunk('VP8X', canvas), chunk('ANIM', animation), ...frames];
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 4);
  const riff = new Uint8Array(12);
  riff.set(latin('RIFF'));
  new DataView(riff.buffer).setUint32(4, sizeBytes, true);
  riff.set(latin('WEBP'), 8);
  yield riff;
  yield* parts;
}

/** The chunks of a still WebP that hold its pixels. */
function imageChunks(still: Uint8Array): Uint8Array[] {
  const view = new DataView(still.buffer, still.byteOffset, still.byteLength);
  const chunks: Uint8Array[] = [];
  for (let at = 12; at + 8 <= still.length;) {
    const name = String.fromCharCode(...still.subarray(at, at + 4));
    const end = at + 8 + evenLength(view.getUint32(at + 4, true));
    if (IMAGE_CHUNKS.has(name)) chunks.push(still.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Name, length, content, and a byte where the length is odd. */
function chunk(name: string, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(8 + evenLength(length));
  bytes.set(latin(name));
  new DataView(bytes.buffer).setUint32(4, length, true);
  let at = 8;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const evenLength = (length: number) => length + (length % 2);
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function writeUint24(view: DataView, at: number, value: number): void {
  view.setUint16(at, value & 0xffff, true);
  view.setUint8(at + 2, value >> 16);
}
