import { describe, expect, test } from 'vitest';
import { EngineError } from '../EngineError.ts';
import { drawingFrame, readDrawingFrame, type EncodedImage } from './drawingFrame.ts';
import { FitFrameReader, fitEndFrame, fitFailureFrame, fitStepFrame, type FitFrame } from './fitFrames.ts';

const image = (latentSize: number): EncodedImage => ({
  z: Float32Array.from({ length: latentSize }, (_, d) => d / 3),
  width: 2,
  height: 1,
  quality: { mse: 0.25, psnr: 6, ssim: 0.5 },
  original: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255),
  reconstruction: Uint8Array.of(7, 8, 9, 255, 10, 11, 12, 255),
});

describe('an encoded drawing', () => {
  test.each([1, 2, 7])('comes out as it went in, z of %i', (latentSize) => {
    const given = image(latentSize);
    const read = readDrawingFrame(drawingFrame(given).buffer);
    expect(read.z).toEqual(given.z);
    expect([...read.original]).toEqual([...given.original]);
    expect([...read.reconstruction]).toEqual([...given.reconstruction]);
    expect(read.quality).toEqual(given.quality);
  });

  test('cut short it is refused', () => {
    const { buffer } = drawingFrame(image(3));
    for (const bytes of [0, 3, 10, 20, buffer.byteLength - 1]) {
      expect(() => readDrawingFrame(buffer.slice(0, bytes))).toThrow();
    }
  });
});

describe('frames of a fit', () => {
  const frames = [
    fitStepFrame({ step: 0, mostSteps: 40, fit: image(3) }),
    fitStepFrame({ step: 2, mostSteps: 40, fit: image(3) }),
    fitEndFrame(),
    fitFailureFrame({ code: 'cancelled', message: 'Another model was opened.' }),
  ];
  const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));

  test.each([1, 5, 64, 1000])('are read from pieces of %i bytes', (size) => {
    const reader = new FitFrameReader();
    const read: FitFrame[] = [];
    for (let at = 0; at < bytes.length; at += size) read.push(...reader.take(bytes.subarray(at, at + size)));
    expect(read.map(({ kind }) => kind)).toEqual(['step', 'step', 'end', 'error']);
    expect(read[1]).toMatchObject({ step: 2, mostSteps: 40, fit: { z: image(3).z, width: 2 } });
    expect(read[3]).toMatchObject({ error: { code: 'cancelled', message: 'Another model was opened.' } });
    expect((read[3] as { error: unknown }).error).toBeInstanceOf(EngineError);
  });

  test('what is no frame is refused', () => {
    const reader = new FitFrameReader();
    expect(() => [...reader.take(Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0))]).toThrow(/kind 1 to 3, got 9/);
  });
});
