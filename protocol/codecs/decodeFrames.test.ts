import { describe, expect, it } from 'vitest';
import {
  decodeFailureFrame,
  decodeReplyFrame,
  decodeRequestFrame,
  readDecodeAnswer,
  readDecodeRequest,
} from './decodeFrames.ts';

const HEADER = { id: 42, stampMs: 1234.5 };

describe('decode frames', () => {
  it('a request is kind, id, stamp, then z, little-endian', () => {
    const frame = decodeRequestFrame(7, 99.25, Float32Array.of(0.5, -2));
    const bytes = new Uint8Array(frame);
    expect(frame.byteLength).toBe(24);
    expect([...bytes.subarray(0, 8)]).toEqual([1, 0, 0, 0, 7, 0, 0, 0]);
    expect(new DataView(frame).getFloat64(8, true)).toBe(99.25);
    expect([...bytes.subarray(16)]).toEqual([0, 0, 0, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('a request is read wherever it lies, into memory of its own', () => {
    const frame = new Uint8Array(decodeRequestFrame(7, 99.25, Float32Array.of(0.5, -2)));
    const received = new Uint8Array(frame.length + 3);
    received.set(frame, 3);
    const request = readDecodeRequest(received.subarray(3));
    received.fill(0);
    expect(request).toEqual({ id: 7, stampMs: 99.25, z: Float32Array.of(0.5, -2) });
  });

  it('what is no request is read as none', () => {
    expect(readDecodeRequest(new Uint8Array(16))).toBeNull();
    expect(readDecodeRequest(new Uint8Array(21).fill(1))).toBeNull();
    expect(readDecodeRequest(new Uint8Array(24))).toBeNull();
  });

  it('a reply is kind, id, stamp, size, time, then the image', () => {
    const rgba = new Uint8Array(2 * 3 * 4).fill(200);
    const frame = decodeReplyFrame(HEADER, { width: 2, height: 3, decodeMs: 0.5, rgba });
    expect(frame.length).toBe(32 + 24);
    expect([...frame.subarray(0, 8)]).toEqual([2, 0, 0, 0, 42, 0, 0, 0]);
    const reply = readDecodeAnswer(frame.buffer);
    expect(reply).toMatchObject({ kind: 'image', ...HEADER, width: 2, height: 3, decodeMs: 0.5 });
    expect(reply.kind === 'image' && [...reply.rgba]).toEqual(new Array<number>(24).fill(200));
  });

  it('refuses an image whose bytes do not fit its size', () => {
    const frame = decodeReplyFrame(HEADER, { width: 2, height: 3, decodeMs: 0, rgba: new Uint8Array(20) });
    expect(() => readDecodeAnswer(frame.buffer)).toThrow(
      'Expected 56 bytes for a decoded image of 2×3, got 52',
    );
  });

  it('a failure carries its code, and one that is not JSON is read as words', () => {
    const error = { code: 'no-decoder', message: 'Keiner da – „None“.' } as const;
    const frame = decodeFailureFrame(HEADER, error);
    expect(readDecodeAnswer(frame.buffer)).toEqual({ kind: 'error', ...HEADER, error });
    const words = new TextEncoder().encode('plain words');
    const plain = new Uint8Array(16 + words.length);
    plain.set(frame.subarray(0, 16));
    plain.set(words, 16);
    expect(readDecodeAnswer(plain.buffer)).toMatchObject({
      error: { code: 'internal', message: 'plain words' },
    });
  });

  it('refuses frames of unknown kind and cut short', () => {
    expect(() => readDecodeAnswer(Uint32Array.from([9, 0, 0, 0, 0, 0, 0, 0]).buffer)).toThrow('got kind 9');
    expect(() => readDecodeAnswer(new ArrayBuffer(2))).toThrow('2 bytes');
  });
});
