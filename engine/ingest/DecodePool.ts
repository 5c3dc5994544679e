import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { DecodedImages, DecodeOptions } from './decodeImages.ts';
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
  #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #stopped = false;

  /** @param threads all cores but one when absent: that one runs the encoder */
  constructor(
    options: DecodeOptions,
    threads = Math.min(MAX_THREADS, Math.max(1, availableParallelism() - 1)),
  ) {
    this.threads = threads;
    this.#options = options;
  }

  /** Decodes a batch in the thread whose turn it is. Batches may be asked for before earlier ones are done. */
  decode(sources: readonly ImageSource[]): Promise<DecodedImages> {
    if (this.#stopped) return Promise.reject(new Error('DecodePool: decode after dispose.'));
    const id = this.#nextId++;
    const worker = (this.#workers[id % this.threads] ??= this.#start());
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
    for (const worker of this.#workers.splice(0)) worker.postMessage({ type: 'stop' } satisfies ToWorker);
    this.#waiting.clear();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./decodeWorker.ts', import.meta.url));
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
    worker.on('exit', (code) => fail(`exit code ${code}`));
    return worker;
  }
}
