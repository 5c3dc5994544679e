const CONTAINERS = new Set(['moov', 'trak', 'mdia']);
const WITH_TIMES = new Set(['mvhd', 'tkhd', 'mdhd']);

/**
 * An MP4 whose times of creation and change are 0 (ISO/IEC 14496-12: "not known"), so that the same film is the same file.
 * @param bytes changed in place
 */
export function withoutTimes(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  clearIn(0, bytes.length);
  return bytes;

  function clearIn(from: number, to: number): void {
    for (let at = from; at + 8 <= to;) {
      const size = view.getUint32(at);
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      // 0: to the end of the file; 1: a length of 64 bits follows. Neither is any of those looked for.
      const end = size === 0 ? to : size === 1 ? at + Number(view.getBigUint64(at + 8)) : at + size;
      if (CONTAINERS.has(name)) clearIn(at + 8, end);
      else if (WITH_TIMES.has(name)) {
        const isLong = bytes[at + 8] === 1;
        bytes.fill(0, at + 12, at + 12 + (isLong ? 16 : 8));
      }
      at = end;
    }
  }
}
