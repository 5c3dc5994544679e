import { LatencyMeter } from '../drag/LatencyMeter.ts';
import { LatestWins } from '../drag/LatestWins.ts';
import type { DecodeReply } from '../../protocol/codecs/decodeFrames.ts';
import type { DecodedImage } from './DecodedImage.ts';

interface DecodeRequest {
  pointId: string;
  /** [D] float32 */
  z: Float32Array;
  stampMs: number;
}

export interface PointDecoderOptions {
  decode(z: Float32Array, stampMs: number): Promise<DecodeReply>;
  /** The image of a point has arrived. `stampMs` is the time of the hand's movement behind it. */
  onImage(pointId: string, image: DecodedImage, stampMs: number): void;
  onError(error: unknown): void;
}

/** Decodes the point under the hand, latest wins, and measures every decode. */
export class PointDecoder {
  /** Call to image data in the page, in ms. */
  readonly roundTrip = new LatencyMeter();
  /** The decoder's own time in the engine, in ms. */
  readonly inEngine = new LatencyMeter();
  readonly #options: PointDecoderOptions;
  readonly #line: LatestWins<DecodeRequest, DecodedImage>;
  /** Points that lie still and have no image of their z, the newest z of each. */
  readonly #stills = new Map<string, Float32Array>();
  #isDecodingStills = false;

  constructor(options: PointDecoderOptions) {
    this.#options = options;
    this.#line = new LatestWins(
      (request) => this.#decode(request.z, request.stampMs),
      (image, request) => options.onImage(request.pointId, image, request.stampMs),
      (error) => options.onError(error),
    );
  }

  /** Follows the hand: only the newest z is decoded when several come while one is in flight. */
  follow(pointId: string, z: Float32Array, stampMs: number): void {
    this.#line.submit({ pointId, z, stampMs });
  }

  /**
   * Decodes a z of its own, whatever the hand does: a point that undo or a restart brought back without its image. One
   * after another: the engine drops decodes of a page that asks for many at once.
   */
  decodeStill(pointId: string, z: Float32Array): void {
    this.#stills.set(pointId, z);
    if (!this.#isDecodingStills) void this.#decodeStills();
  }

  /** Drops what waits: another model is open. */
  cancel(): void {
    this.#line.cancel();
    this.#stills.clear();
  }

  async #decodeStills(): Promise<void> {
    this.#isDecodingStills = true;
    for (let next = this.#nextStill(); next; next = this.#nextStill()) {
      const [pointId, z] = next;
      const stampMs = performance.now();
      try {
        this.#options.onImage(pointId, await this.#decode(z, stampMs), stampMs);
      } catch (error) {
        // A lost engine fails them all alike; whoever finds it again asks again.
        this.#stills.clear();
        this.#options.onError(error);
      }
    }
    this.#isDecodingStills = false;
  }

  #nextStill(): [string, Float32Array] | null {
    const [next] = this.#stills;
    if (next) this.#stills.delete(next[0]);
    return next ?? null;
  }

  async #decode(z: Float32Array, stampMs: number): Promise<DecodedImage> {
    const sentMs = performance.now();
    const { width, height, rgba, decodeMs } = await this.#options.decode(z, stampMs);
    this.roundTrip.add(performance.now() - sentMs);
    this.inEngine.add(decodeMs);
    return { z, width, height, rgba, decodeMs };
  }
}
