import type { Sample, VideoTrack } from './mp4Container.ts';

/** The lower five bits of a NAL unit's first byte. */
const NAL_TYPE = 0x1f;
/** A picture that stands for itself. */
const IDR = 5;
/** In front of the boxes in these come numbers of their own. */
const HEAD_BYTES: Readonly<Record<string, number>> = {
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  stsd: 8,
  avc1: 78,
};

/**
 * The pictures in an MP4 of h264-mp4-encoder and what a decoder is to know of them. Its container is not used: it claims that
 * every picture stands for itself, so that players which jump show pictures they cannot decode, says nothing of colours, and has
 * the time of day in it.
 * @param bytes one NAL unit a picture
 * @param count pictures that must be there
 * @throws Error when they are not
 */
export function h264Track(bytes: Uint8Array, count: number): Pick<VideoTrack, 'avcC' | 'samples'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples: Sample[] = [];
  let avcC: Uint8Array | null = null;
  look(0, bytes.length);
  if (avcC === null || samples.length !== count) {
    throw new Error(`the H.264 encoder gave ${samples.length} of ${count} pictures`);
  }
  return { avcC, samples };

  function look(from: number, to: number): void {
    for (let at = from; at + 8 <= to;) {
      const size = view.getUint32(at);
      if (size < 8) return;
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const [start, end] = [at + 8, Math.min(to, at + size)];
      const head = HEAD_BYTES[name];
      if (head !== undefined) look(start + head, end);
      else if (name === 'avcC') avcC = bytes.slice(start, end);
      else if (name === 'mdat') takeUnits(start, end);
      at = end;
    }
  }

  function takeUnits(from: number, to: number): void {
    for (let at = from; at + 5 <= to;) {
      const end = at + 4 + view.getUint32(at);
      samples.push({ data: bytes.slice(at, end), isKey: (bytes[at + 4]! & NAL_TYPE) === IDR });
      at = end;
    }
  }
}
