const [HEADER_BYTES, PALETTE_BYTES, LONGEST_RUN] = [54, 1024, 255];

/** A grey bitmap of 8 bits with run-length compression: a few bytes a row, whatever its width. */
export function runLengthBmp(width: number, height: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('BM');
  header.writeUInt32LE(HEADER_BYTES + PALETTE_BYTES, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(8, 28);
  header.writeUInt32LE(1, 30);
  header.writeUInt32LE(256, 46);
  const runs: number[] = [];
  for (let left = width; left > 0; left -= LONGEST_RUN) runs.push(Math.min(left, LONGEST_RUN), 7);
  const rows = Array.from({ length: height }, () => Buffer.from([...runs, 0, 0]));
  return Buffer.concat([header, Buffer.alloc(PALETTE_BYTES, 128), ...rows, Buffer.from([0, 1])]);
}
