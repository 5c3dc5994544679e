/** One picture, compressed: NAL units, each after its length in four bytes. */
export interface Sample {
  data: Uint8Array;
  /** Whether it can be decoded without those before it. */
  isKey: boolean;
}

export interface VideoTrack {
  width: number;
  height: number;
  fps: number;
  /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15). */
  avcC: Uint8Array;
  samples: readonly Sample[];
}

/** Ticks that a picture lasts: a rate may have three decimals. */
const TICKS = 1000;
/** Identity, as a track header has it: 16.16, the last column 2.30. */
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
/** Primaries of BT.709, transfer of sRGB, matrix of BT.601 (ITU-T H.273), as minih264's wrapper makes Y, Cb and Cr; limited range. */
const COLOUR = { primaries: 1, transfer: 13, matrix: 6, fullRange: 0 };

/**
 * An MP4 (ISO/IEC 14496-12) with one video track: what tells of the pictures comes first, so that it plays while it loads; times
 * of creation are 0 ("not known"), so that the same film is the same file.
 */
export function mp4Container(track: VideoTrack): Uint8Array {
  const ftyp = box('ftyp', text('isom'), u32(0x200), text('isomiso2avc1mp41'));
  const media = track.samples.map(({ data }) => data);
  // The first picture's place is known once the length of what comes before is.
  const before = ftyp.length + moov(track, 0).length + 8;
  return joined([ftyp, moov(track, before), box('mdat', ...media)]);
}

function moov(track: VideoTrack, firstOffset: number): Uint8Array {
  const { width, height, fps, samples } = track;
  const timescale = Math.round(fps * TICKS);
  const duration = samples.length * TICKS;
  const mvhd = fullBox('mvhd', 0, [
    u32(0, 0, timescale, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0, ...MATRIX, 0, 0, 0, 0, 0, 0, 2),
  ]);
  // 3: enabled, and part of the film.
  const tkhd = fullBox('tkhd', 3, [
    u32(0, 0, 1, 0, duration, 0, 0),
    u16(0, 0, 0, 0),
    u32(...MATRIX, width * 0x10000, height * 0x10000),
  ]);
  const mdhd = fullBox('mdhd', 0, [u32(0, 0, timescale, duration), u16(UNDETERMINED_LANGUAGE, 0)]);
  const hdlr = fullBox('hdlr', 0, [u32(0), text('vide'), u32(0, 0, 0), text('video\0')]);
  const url = fullBox('url ', 1, []);
  const dinf = box('dinf', fullBox('dref', 0, [u32(1), url]));
  const minf = box('minf', fullBox('vmhd', 1, [u16(0, 0, 0, 0)]), dinf, sampleTable(track, firstOffset));
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)));
}

/** 'und', three letters of five bits. */
const UNDETERMINED_LANGUAGE = 0x55c4;

function sampleTable({ width, height, avcC, samples }: VideoTrack, firstOffset: number): Uint8Array {
  const { primaries, transfer, matrix, fullRange } = COLOUR;
  const colr = box('colr', text('nclx'), u16(primaries, transfer, matrix), Uint8Array.of(fullRange << 7));
  const name = new Uint8Array(32);
  const avc1 = box(
    'avc1',
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    name,
    u16(24, 0xffff),
    box('avcC', avcC),
    colr,
  );
  const keys = samples.flatMap(({ isKey }, i) => (isKey ? [i + 1] : []));
  return box(
    'stbl',
    fullBox('stsd', 0, [u32(1), avc1]),
    fullBox('stts', 0, [u32(1, samples.length, TICKS)]),
    fullBox('stss', 0, [u32(keys.length, ...keys)]),
    // One chunk with all of them.
    fullBox('stsc', 0, [u32(1, 1, samples.length, 1)]),
    fullBox('stsz', 0, [u32(0, samples.length, ...samples.map(({ data }) => data.length))]),
    fullBox('stco', 0, [u32(1, firstOffset)]),
  );
}

function box(name: string, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 8);
  return joined([u32(length), text(name), ...content]);
}

/** A box of version 0 with flags. */
const fullBox = (name: string, flags: number, content: readonly Uint8Array[]): Uint8Array =>
  box(name, u32(flags), ...content);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function u32(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setUint32(i * 4, value));
  return new Uint8Array(view.buffer);
}

function u16(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, i) => view.setUint16(i * 2, value));
  return new Uint8Array(view.buffer);
}

const text = (characters: string) => Uint8Array.from(characters, (character) => character.charCodeAt(0));
