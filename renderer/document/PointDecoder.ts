import { LatencyMeter } from '../drag/LatencyMeter.ts';
import { LatestWins } from '../drag/LatestWins.ts';
import type { DecodeReply } from '../../protocol/codecs/decodeFrames.ts';
import type { DecodedImage } from './DecodedImage.ts';

interface DecodeRequest {
  probeId: string;
  /** [D] float32 */
  z: Float32Array;
  stampMs: number;
}

export interface ProbeDecoderOptions {
  decode(z: Float32Array, stampMs: number): Promise<DecodeReply>;
  /** The image of a probe has arrived. `stampMs` is the time of the hand's movement behind it. */
  onImage(probeId: string, image: DecodedImage, stampMs: number): void;
  onError(error: unknown): void;
}

/** Decodes the point under the hand, latest wins, and measures every decode. */
export class ProbeDecoder {
  /** Call to image data in the page, in ms. */
  readonly roundTrip = new LatencyMeter();
  /** The decoder's own time in the engine, in ms. */
  readonly inEngine = new LatencyMeter();
  readonly #options: ProbeDecoderOptions;
  readonly #line: LatestWins<DecodeRequest, DecodedImage>;

  constructor(options: ProbeDecoderOptions) {
    this.#options = options;
    this.#line = new LatestWins(
      (request) => this.#decode(request.z, request.stampMs),
      (image, request) => options.onImage(request.probeId, image, request.stampMs),
      (error) => options.onError(error),
    );
  }

  /** Follows the hand: only the newest z is decoded when several come while one is in flight. */
  follow(probeId: string, z: Float32Array, stampMs: number): void {
    this.#line.submit({ probeId, z, stampMs });
  }

  /** Decodes a z of its own, whatever the hand does: a point that undo brought back without its image. */
  async decodeStill(probeId: string, z: Float32Array): Promise<void> {
    const stampMs = performance.now();
    try {
      this.#options.onImage(probeId, await this.#decode(z, stampMs), stampMs);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Drops what waits: another model is open. */
  cancel(): void {
    this.#line.cancel();
  }

  async #decode(z: Float32Array, stampMs: number): Promise<DecodedImage> {
    const sentMs = performance.now();
    const { width, height, rgba, decodeMs } = await this.#options.decode(z, stampMs);
    this.roundTrip.add(performance.now() - sentMs);
    this.inEngine.add(decodeMs);
    return { z, width, height, rgba, decodeMs };
  }
}
