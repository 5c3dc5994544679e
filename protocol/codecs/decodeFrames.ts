/**
 * Decodes on the WebSocket, as binary frames, little-endian. Each begins with uint32 kind, uint32 id, float64 stamp:
 *
 *   request 1: 16-byte header, then float32 z [D]
 *   reply   2: header, uint32 width, uint32 height, float32 decodeMs, uint32 reserved, then uint8 RGBA [H,W,4]
 *   failure 3: header, then ErrorData as UTF-8 JSON
 */
import { EngineError } from '../EngineError.ts';
import type { ErrorData } from '../errors.ts';

const REQUEST = 1;
const REPLY = 2;
const FAILURE = 3;
const HEADER_BYTES = 16;
const REPLY_HEADER_BYTES = 32;

interface DecodeHeader {
  id: number;
  /** The pointer event's time behind the decode, echoed by the engine: performance.now() of the page, in ms. */
  stampMs: number;
}

export interface DecodeRequest extends DecodeHeader {
  /** [D] float32, memory of its own */
  z: Float32Array<ArrayBuffer>;
}

/** One decoded image. */
export interface DecodedPixels {
  width: number;
  height: number;
  /** Time in the engine's decoder, in ms. */
  decodeMs: number;
}

export interface DecodeReply extends DecodeHeader, DecodedPixels {
  kind: 'image';
  /** [H,W,4] uint8 RGBA, a view on the frame. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface DecodeFailure extends DecodeHeader {
  kind: 'error';
  error: ErrorData;
}

/** @param z [D] float32 */
export function decodeRequestFrame(id: number, stampMs: number, z: Float32Array): ArrayBuffer {
  const frame = new ArrayBuffer(HEADER_BYTES + z.length * 4);
  writeHeader(frame, REQUEST, id, stampMs);
  // Every platform that runs this is little-endian, as is the wire.
  new Float32Array(frame, HEADER_BYTES).set(z);
  return frame;
}

/** Reads a page's frame, which may lie anywhere in memory; null for one that is no decode request. */
export function readDecodeRequest(frame: Uint8Array): DecodeRequest | null {
  const valueBytes = frame.byteLength - HEADER_BYTES;
  if (valueBytes <= 0 || valueBytes % 4 !== 0) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== REQUEST) return null;
  const z = new Float32Array(valueBytes / 4);
  new Uint8Array(z.buffer).set(frame.subarray(HEADER_BYTES));
  return { ...readHeader(view), z };
}

/** @param rgba [H,W,4] uint8 */
export function decodeReplyFrame(
  { id, stampMs }: DecodeHeader,
  { width, height, decodeMs, rgba }: DecodedPixels & { rgba: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(REPLY_HEADER_BYTES + rgba.byteLength);
  const view = writeHeader(frame.buffer, REPLY, id, stampMs);
  view.setUint32(16, width, true);
  view.setUint32(20, height, true);
  view.setFloat32(24, decodeMs, true);
  frame.set(rgba, REPLY_HEADER_BYTES);
  return frame;
}

export function decodeFailureFrame({ id, stampMs }: DecodeHeader, error: ErrorData): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(error));
  const frame = new Uint8Array(HEADER_BYTES + text.byteLength);
  writeHeader(frame.buffer, FAILURE, id, stampMs);
  frame.set(text, HEADER_BYTES);
  return frame;
}

/** Reads the engine's frame. Throws on one that is neither a reply nor a failure, or is cut short. */
export function readDecodeAnswer(frame: ArrayBuffer): DecodeReply | DecodeFailure {
  const view = new DataView(frame);
  const kind = frame.byteLength >= 4 ? view.getUint32(0, true) : 0;
  if (kind === FAILURE && frame.byteLength >= HEADER_BYTES) {
    const text = new TextDecoder().decode(new Uint8Array(frame, HEADER_BYTES));
    return { kind: 'error', ...readHeader(view), error: EngineError.toData(parseJson(text)) };
  }
  if (kind !== REPLY || frame.byteLength < REPLY_HEADER_BYTES) {
    throw new Error(
      `Expected a decode frame of kind ${REPLY} or ${FAILURE}, got kind ${kind} of ${frame.byteLength} bytes.`,
    );
  }
  const width = view.getUint32(16, true);
  const height = view.getUint32(20, true);
  const expected = REPLY_HEADER_BYTES + width * height * 4;
  if (frame.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes for a decoded image of ${width}×${height}, got ${frame.byteLength}.`,
    );
  }
  const decodeMs = view.getFloat32(24, true);
  const rgba = new Uint8ClampedArray(frame, REPLY_HEADER_BYTES);
  return { kind: 'image', ...readHeader(view), width, height, decodeMs, rgba };
}

function writeHeader(frame: ArrayBuffer, kind: number, id: number, stampMs: number): DataView {
  const view = new DataView(frame);
  view.setUint32(0, kind, true);
  view.setUint32(4, id, true);
  view.setFloat64(8, stampMs, true);
  return view;
}

const readHeader = (view: DataView): DecodeHeader => ({
  id: view.getUint32(4, true),
  stampMs: view.getFloat64(8, true),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
