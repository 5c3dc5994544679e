/** The thread in which DecodePool decodes. */
import { parentPort } from 'node:worker_threads';
import type { ImageSource } from './ImageSource.ts';
import { decodeImages, type DecodedImages, type DecodeOptions } from './decodeImages.ts';

export type ToWorker =
  { type: 'decode'; id: number; sources: ImageSource[]; options: DecodeOptions } | { type: 'stop' };
export type FromWorker = { id: number; decoded: DecodedImages } | { id: number; error: string };

const port = parentPort;
port?.on('message', async (message: ToWorker) => {
  // The thread ends by itself when its last image is done: ending it from outside could meet it inside sharp.
  if (message.type === 'stop') return port.close();
  const { id, sources, options } = message;
  try {
    const decoded = await decodeImages(sources, options);
    const buffers = [
      decoded.pixels.buffer,
      decoded.sizes.buffer,
      ...(decoded.tiles ? [decoded.tiles.buffer] : []),
    ];
    port.postMessage({ id, decoded } satisfies FromWorker, buffers);
  } catch (error) {
    port.postMessage({ id, error: String(error) } satisfies FromWorker);
  }
});
