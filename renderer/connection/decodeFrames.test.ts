import { describe, expect, it } from 'vitest';
import { DECODE_ERROR, DECODE_REPLY } from '../../protocol/wire.ts';
import { decodeRequestFrame, readDecodeFrame } from './decodeFrames.ts';

function header(kind: number, bytes: number, width = 0, height = 0): ArrayBuffer {
  const frame = new ArrayBuffer(bytes);
  const view = new DataView(frame);
  view.setUint32(0, kind, true);
  view.setUint32(4, 42, true);
  view.setFloat64(8, 1234.5, true);
  if (bytes >= DECODE_REPLY.headerBytes) {
    view.setUint32(16, width, true);
    view.setUint32(20, height, true);
    view.setFloat32(24, 0.5, true);
  }
  return frame;
}

describe('decode frames', () => {
  it('a request is kind, id, stamp, then z, little-endian', () => {
    const frame = decodeRequestFrame(7, 99.25, Float32Array.of(0.5, -2));
    const bytes = new Uint8Array(frame);
    expect(frame.byteLength).toBe(24);
    expect([...bytes.subarray(0, 8)]).toEqual([1, 0, 0, 0, 7, 0, 0, 0]);
    expect(new DataView(frame).getFloat64(8, true)).toBe(99.25);
    expect([...bytes.subarray(16)]).toEqual([0, 0, 0, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('reads an image', () => {
    const frame = header(DECODE_REPLY.kind, DECODE_REPLY.headerBytes + 2 * 3 * 4, 2, 3);
    new Uint8Array(frame).fill(200, DECODE_REPLY.headerBytes);
    const reply = readDecodeFrame(frame);
    expect(reply).toMatchObject({
      kind: 'image',
      id: 42,
      stampMs: 1234.5,
      width: 2,
      height: 3,
      decodeMs: 0.5,
    });
    expect(reply.kind === 'image' && [...reply.rgba]).toEqual(new Array<number>(24).fill(200));
  });

  it('refuses an image whose bytes do not fit its size', () => {
    const frame = header(DECODE_REPLY.kind, DECODE_REPLY.headerBytes + 20, 2, 3);
    expect(() => readDecodeFrame(frame)).toThrow('Expected 56 bytes for a decoded image of 2×3, got 52');
  });

  it('reads an error with its code, and one that is not JSON as words', () => {
    for (const [text, expected] of [
      ['{"code":"no-decoder","message":"None."}', { code: 'no-decoder', message: 'None.' }],
      ['plain words', { code: 'internal', message: 'plain words' }],
    ] as const) {
      const words = new TextEncoder().encode(text);
      const frame = header(DECODE_ERROR.kind, DECODE_ERROR.headerBytes + words.length);
      new Uint8Array(frame).set(words, DECODE_ERROR.headerBytes);
      expect(readDecodeFrame(frame)).toEqual({ kind: 'error', id: 42, stampMs: 1234.5, error: expected });
    }
  });

  it('refuses frames of unknown kind and cut short', () => {
    expect(() => readDecodeFrame(header(9, 64))).toThrow('got kind 9');
    expect(() => readDecodeFrame(new ArrayBuffer(2))).toThrow('2 bytes');
  });
});
