/** What an MP4 with one video track says of itself, read box by box (ISO/IEC 14496-12 and -15). */
export interface ReadMp4 {
  /** Seconds. */
  duration: number;
  width: number;
  height: number;
  samples: { offset: number; size: number; /** Seconds. */ duration: number; isKey: boolean }[];
  /** The decoder's configuration. */
  avcC: Uint8Array;
  /** Matrix coefficients and full range of the colour box; null where there is none. */
  colour: { primaries: number; transfer: number; matrix: number; isFull: boolean } | null;
  /** Of creation and change, of the film, its track and its media. */
  times: number[];
}

export function readMp4(bytes: Uint8Array): ReadMp4 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number) => view.getUint32(at);
  const u16 = (at: number) => view.getUint16(at);
  const box = (name: string, [from, to]: readonly [number, number], skip = 0): [number, number] => {
    for (let at = from + skip; at + 8 <= to; at += u32(at)) {
      if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === name) return [at + 8, at + u32(at)];
    }
    throw new Error(`no box ${name}`);
  };
  const moov = box('moov', [0, bytes.length]);
  const [mvhd] = box('mvhd', moov);
  const trak = box('trak', moov);
  const [tkhd] = box('tkhd', trak);
  const mdia = box('mdia', trak);
  const [mdhd] = box('mdhd', mdia);
  const stbl = box('stbl', box('minf', mdia));
  const avc1 = box('avc1', box('stsd', stbl), 8);
  const [avcC, avcEnd] = box('avcC', avc1, 78);
  const timescale = u32(mdhd + 12);

  const [stts] = box('stts', stbl);
  const durations: number[] = [];
  for (let i = 0; i < u32(stts + 4); i++) {
    const count = u32(stts + 8 + i * 8);
    durations.push(...new Array<number>(count).fill(u32(stts + 12 + i * 8) / timescale));
  }
  const [stss] = box('stss', stbl);
  const keys = new Set(Array.from({ length: u32(stss + 4) }, (_, i) => u32(stss + 8 + i * 4) - 1));
  const [stsz] = box('stsz', stbl);
  const same = u32(stsz + 4);
  const sizes = Array.from({ length: u32(stsz + 8) }, (_, i) => same || u32(stsz + 12 + i * 4));
  const [stco] = box('stco', stbl);
  const [stsc] = box('stsc', stbl);
  const runs = Array.from({ length: u32(stsc + 4) }, (_, i) => ({
    first: u32(stsc + 8 + i * 12) - 1,
    samples: u32(stsc + 12 + i * 12),
  }));
  const samples: ReadMp4['samples'] = [];
  for (let chunk = 0; chunk < u32(stco + 4); chunk++) {
    let offset = u32(stco + 8 + chunk * 4);
    const inChunk = runs.findLast(({ first }) => first <= chunk)?.samples ?? 0;
    for (let i = 0; i < inChunk; i++) {
      const at = samples.length;
      samples.push({ offset, size: sizes[at]!, duration: durations[at]!, isKey: keys.has(at) });
      offset += sizes[at]!;
    }
  }
  if (samples.length !== sizes.length)
    throw new Error(`${samples.length} samples in chunks, ${sizes.length} sizes`);
  return {
    duration: u32(mvhd + 16) / u32(mvhd + 12),
    width: u16(avc1[0] + 24),
    height: u16(avc1[0] + 26),
    samples,
    avcC: bytes.subarray(avcC, avcEnd),
    colour: colourIn(avc1),
    times: [mvhd, tkhd, mdhd].flatMap((at) => [u32(at + 4), u32(at + 8)]),
  };

  function colourIn(range: readonly [number, number]): ReadMp4['colour'] {
    let at: number;
    try {
      [at] = box('colr', range, 78);
    } catch {
      return null;
    }
    return {
      primaries: u16(at + 4),
      transfer: u16(at + 6),
      matrix: u16(at + 8),
      isFull: (bytes[at + 10]! & 0x80) !== 0,
    };
  }
}
