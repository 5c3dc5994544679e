import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../protocol/EngineError.ts';
import { decodeMemory, type DecodeMemory, type DecodeThreadData } from './DecodeMemory.ts';
import type { ImageSource } from './ImageSource.ts';
import { isPackedArray } from './arrays/openArrayFile.ts';
import { decodeImages, type DecodedImages, type DecodeOptions } from './decodeImages.ts';
import type { FromWorker, ToWorker } from './decodeWorker.ts';

const MAX_THREADS = 4;

interface Waiting {
  resolve(decoded: DecodedImages): void;
  reject(error: Error): void;
}

/**
 * Threads that decode images while this one sits in session.run, which blocks it. They hold no session and no state, so
 * that nothing native is lost with them.
 */
export class DecodePool {
  readonly threads: number;
  #workers: Worker[] = [];
  #options: DecodeOptions;
  #memory: DecodeMemory;
  #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #stopped = false;

  /**
   * @param threads all cores but one when absent: that one runs the encoder. 0: this thread decodes.
   * @param memory what all threads together may take; the process's own when absent
   */
  constructor(
    options: DecodeOptions,
    threads = Math.min(MAX_THREADS, Math.max(1, availableParallelism() - 1)),
    memory: DecodeMemory = decodeMemory,
  ) {
    this.threads = threads;
    this.#options = options;
    this.#memory = memory;
  }

  /** Decodes a batch in the thread whose turn it is. Batches may be asked for before earlier ones are done. */
  async decode(sources: readonly ImageSource[]): Promise<DecodedImages> {
    if (this.#stopped) throw new Error('DecodePool: decode after dispose.');
    if (this.threads === 0) {
      // Small images are decoded without a pause: whoever wants to cancel gets a turn here.
      await setImmediate();
      return decodeImages(sources, this.#options, this.#memory);
    }
    const id = this.#nextId++;
    // An unpacked array is held whole by the thread that reads from it: only one does.
    const isPacked = sources.some(({ path, row }) => row !== undefined && isPackedArray(path));
    const worker = (this.#workers[isPacked ? 0 : id % this.threads] ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({
        type: 'decode',
        id,
        sources: [...sources],
        options: this.#options,
      } satisfies ToWorker);
    });
  }

  /** Lets the threads finish what they are at and end. Can be called twice. */
  dispose(): void {
    this.#stopped = true;
    // Threads that never had a turn (packed arrays all go to the first) are holes, which forEach passes over.
    this.#workers.splice(0).forEach((worker) => worker.postMessage({ type: 'stop' } satisfies ToWorker));
    this.#waiting.clear();
  }

  #start(): Worker {
    const share = this.#memory.share();
    const workerData: DecodeThreadData = { decodeMemory: share };
    const worker = new Worker(new URL('./decodeWorker.ts', import.meta.url), { workerData });
    worker.on('message', (message: FromWorker) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('error' in message)
        waiting?.reject(new EngineError('internal', `Decoding failed: ${message.error}`));
      else waiting?.resolve(message.decoded);
    });
    const fail = (reason: string) => {
      const error = new EngineError('internal', `The decoding thread ended: ${reason}`);
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    worker.on('error', (error) => fail(String(error)));
    worker.on('exit', (code) => {
      this.#memory.reclaim(share);
      fail(`exit code ${code}`);
    });
    return worker;
  }
}
