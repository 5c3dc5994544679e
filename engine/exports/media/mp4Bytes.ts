import type { EventEmitter } from 'node:events';
import process from 'node:process';
import { temporarySuffix } from '../../files/temporaryName.ts';
import type { Film } from './Film.ts';
import { h264Track } from './h264Track.ts';
import { mp4Container } from './mp4Container.ts';

/** 10 best … 51: measured in docs/decisions/media.md. */
const QUANTIZATION = 20;
/** A player can jump to each second. */
const SECONDS_BETWEEN_KEYFRAMES = 1;
const FAILURES = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * An MP4 with H.264 (minih264), the same bytes for the same frames.
 * @param film with even width and height: H.264's pictures have colours for blocks of 2 × 2 pixels
 */
export async function mp4Bytes(film: Film): Promise<Uint8Array> {
  const { width, height, fps } = film;
  const encoder = await newEncoder();
  // All encoders of a process write into one file system, in memory.
  encoder.outputFilename = `${temporarySuffix()}.mp4`;
  encoder.width = width;
  encoder.height = height;
  encoder.frameRate = fps;
  encoder.quantizationParameter = QUANTIZATION;
  encoder.groupOfPictures = Math.max(1, Math.round(fps * SECONDS_BETWEEN_KEYFRAMES));
  encoder.initialize();
  let bytes: Uint8Array;
  try {
    for await (const rgba of film.frames()) encoder.addFrameRgba(rgba);
  } finally {
    // Deleted before it is finished it would end the module, for later films too.
    encoder.finalize();
    bytes = encoder.FS.readFile(encoder.outputFilename);
    encoder.FS.unlink(encoder.outputFilename);
    encoder.delete();
  }
  return mp4Container({ width, height, fps, ...h264Track(bytes, film.count) });
}

/** Its Emscripten module, as it loads, has every unheeded failure of the process end it: that is not for a library to say. */
async function newEncoder() {
  const emitter: EventEmitter = process;
  const before = FAILURES.map((event) => new Set(emitter.listeners(event)));
  const { default: encoders } = await import('h264-mp4-encoder');
  const encoder = await encoders.createH264MP4Encoder();
  for (const [i, event] of FAILURES.entries()) {
    for (const listener of emitter.rawListeners(event)) {
      if (!before[i]!.has(listener)) emitter.off(event, listener as () => void);
    }
  }
  return encoder;
}
