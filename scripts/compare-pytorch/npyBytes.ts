/** A NumPy array file (format 1.0) of bytes. @param parts follow one another */
export function npyBytes(shape: readonly number[], parts: readonly Uint8Array[]): Uint8Array {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}, ), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const start = Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    padded.length & 255,
    padded.length >> 8,
  ]);
  return Buffer.concat([start, new TextEncoder().encode(padded), ...parts]);
}
