import { DECODE_ERROR, DECODE_REPLY, DECODE_REQUEST } from '../../protocol/wire.ts';
import { toErrorData } from './toErrorData.ts';
import type { ErrorData } from '../../protocol/errors.ts';

/** One decoded image as it comes off the socket. */
export interface DecodeReply {
  kind: 'image';
  id: number;
  /** The pointer event's time that caused it, echoed by the engine: performance.now() of this page, in ms. */
  stampMs: number;
  width: number;
  height: number;
  /** Time in the engine's decoder, in ms. */
  decodeMs: number;
  /** [H,W,4] uint8 RGBA, a view on the frame. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface DecodeFailure {
  kind: 'error';
  id: number;
  stampMs: number;
  error: ErrorData;
}

/**
 * The bytes of a decode request.
 * @param z [D] float32
 */
export function decodeRequestFrame(id: number, stampMs: number, z: Float32Array): ArrayBuffer {
  const { offsets, headerBytes, kind } = DECODE_REQUEST;
  const frame = new ArrayBuffer(headerBytes + z.length * 4);
  const view = new DataView(frame);
  view.setUint32(offsets.kind, kind, true);
  view.setUint32(offsets.id, id, true);
  view.setFloat64(offsets.stamp, stampMs, true);
  // Every platform Chromium runs on is little-endian, as is the wire.
  new Float32Array(frame, headerBytes).set(z);
  return frame;
}

/** Reads a binary frame of the engine. Throws on a frame that is not one of the two known kinds or is cut short. */
export function readDecodeFrame(frame: ArrayBuffer): DecodeReply | DecodeFailure {
  const view = new DataView(frame);
  const kind = frame.byteLength >= 4 ? view.getUint32(0, true) : 0;
  if (kind === DECODE_ERROR.kind && frame.byteLength >= DECODE_ERROR.headerBytes) {
    const text = new TextDecoder().decode(new Uint8Array(frame, DECODE_ERROR.headerBytes));
    return {
      kind: 'error',
      id: view.getUint32(DECODE_ERROR.offsets.id, true),
      stampMs: view.getFloat64(DECODE_ERROR.offsets.stamp, true),
      error: toErrorData(parseJson(text)),
    };
  }
  const { offsets, headerBytes } = DECODE_REPLY;
  if (kind !== DECODE_REPLY.kind || frame.byteLength < headerBytes) {
    throw new Error(
      `Expected a decode frame of kind ${DECODE_REPLY.kind} or ${DECODE_ERROR.kind}, got kind ${kind} of ${frame.byteLength} bytes.`,
    );
  }
  const width = view.getUint32(offsets.width, true);
  const height = view.getUint32(offsets.height, true);
  const expected = headerBytes + width * height * 4;
  if (frame.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes for a decoded image of ${width}×${height}, got ${frame.byteLength}.`,
    );
  }
  return {
    kind: 'image',
    id: view.getUint32(offsets.id, true),
    stampMs: view.getFloat64(offsets.stamp, true),
    width,
    height,
    decodeMs: view.getFloat32(offsets.decodeMs, true),
    rgba: new Uint8ClampedArray(frame, headerBytes),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
