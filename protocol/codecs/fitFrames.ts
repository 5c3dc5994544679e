/**
 * A fit of z as it goes, as the body of an HTTP answer that grows, little-endian. Each frame: uint32 kind, uint32 bytes that follow.
 *
 *   step    1: uint32 step, uint32 steps at most, then codecs/drawingFrame.ts: z where it has come to, x and what is drawn at z
 *   end     2: nothing: the last step is what was found
 *   failure 3: ErrorData as UTF-8 JSON
 */
import type { ErrorData } from '../errors.ts';
import { EngineError } from '../EngineError.ts';
import { drawingFrame, readDrawingFrame, type EncodedImage, type ShownEncodedImage } from './drawingFrame.ts';

const STEP = 1;
const END = 2;
const FAILURE = 3;
const HEADER_BYTES = 8;
const STEP_BYTES = 8;

export interface FitStep<Image> {
  /** 0 is where it begins. */
  step: number;
  mostSteps: number;
  fit: Image;
}

export type FitFrame =
  ({ kind: 'step' } & FitStep<ShownEncodedImage>) | { kind: 'end' } | { kind: 'error'; error: EngineError };

export function fitStepFrame({ step, mostSteps, fit }: FitStep<EncodedImage>): Uint8Array<ArrayBuffer> {
  const image = drawingFrame(fit);
  const frame = framed(STEP, STEP_BYTES + image.length);
  const view = new DataView(frame.buffer);
  view.setUint32(HEADER_BYTES, step, true);
  view.setUint32(HEADER_BYTES + 4, mostSteps, true);
  frame.set(image, HEADER_BYTES + STEP_BYTES);
  return frame;
}

export const fitEndFrame = (): Uint8Array<ArrayBuffer> => framed(END, 0);

export function fitFailureFrame(error: ErrorData): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(error));
  const frame = framed(FAILURE, text.length);
  frame.set(text, HEADER_BYTES);
  return frame;
}

/** Frames out of bytes that come in pieces of any size. */
export class FitFrameReader {
  #rest = new Uint8Array(0);

  /** Throws on what is no frame. */
  *take(piece: Uint8Array): Generator<FitFrame> {
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    const view = new DataView(bytes.buffer);
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + view.getUint32(at + 4, true);
      if (end > bytes.length) break;
      yield readFrame(view.getUint32(at, true), bytes.slice(at + HEADER_BYTES, end).buffer);
      at = end;
    }
    this.#rest = bytes.slice(at);
  }
}

function readFrame(kind: number, body: ArrayBuffer): FitFrame {
  if (kind === END) return { kind: 'end' };
  if (kind === FAILURE) {
    const data: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(body)));
    return { kind: 'error', error: EngineError.fromData(EngineError.toData(data)) };
  }
  if (kind !== STEP || body.byteLength < STEP_BYTES) {
    throw new Error(
      `Expected a frame of a fit of kind ${STEP} to ${FAILURE}, got ${kind} of ${body.byteLength} bytes.`,
    );
  }
  const view = new DataView(body);
  const [step, mostSteps] = [view.getUint32(0, true), view.getUint32(4, true)];
  return { kind: 'step', step, mostSteps, fit: readDrawingFrame(body.slice(STEP_BYTES)) };
}

function framed(kind: number, bodyBytes: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + bodyBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, bodyBytes, true);
  return frame;
}
