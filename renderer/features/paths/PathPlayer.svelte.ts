import { latentAtTime } from '../../../protocol/latentAtTime.ts';
import { pathSeconds, type LatentPath } from '../../../protocol/latentPath.ts';
import { shareAfter } from '../../../protocol/pathTimes.ts';
import { LatestWins } from '../../drag/LatestWins.ts';
import type { DecodedImage } from '../../document/DecodedImage.ts';
import type { EngineConnection } from '../../connection/EngineConnection.ts';

interface PlayerContext {
  readonly connection: Pick<EngineConnection, 'decode'>;
  /** What is gone along; null where there are too few keyframes. */
  readonly path: LatentPath | null;
  notify(error: unknown): void;
}

/** Where one is on a path, and what the decoder draws there: the newest wins, as under a hand. */
export class PathPlayer {
  /** 0..1 of the way from the first keyframe to the end. */
  share = $state(0);
  isPlaying = $state(false);
  /** The newest that was drawn. */
  image = $state.raw<DecodedImage | null>(null);
  readonly #context: PlayerContext;
  readonly #line: LatestWins<{ z: Float32Array; stampMs: number }, DecodedImage>;
  /** Since the beginning, with every time round. */
  #seconds = 0;
  #frame = 0;
  #lastMs = 0;

  constructor(context: PlayerContext) {
    this.#context = context;
    this.#line = new LatestWins(
      async ({ z, stampMs }) => {
        const { width, height, rgba, decodeMs } = await context.connection.decode(z, stampMs);
        return { z, width, height, rgba, decodeMs };
      },
      (image) => (this.image = image),
      (error) => {
        this.pause();
        context.notify(error);
      },
    );
  }

  /** Goes to a place 0..1 on the way; from there it plays on. */
  seek(share: number): void {
    const { path } = this.#context;
    this.#seconds = path ? share * pathSeconds(path) : 0;
    this.share = Math.min(1, Math.max(0, share));
    this.draw();
  }

  /** Draws what is where one is: after an edit, or when it comes on screen. */
  draw(): void {
    const { path } = this.#context;
    const size = path?.keyframes[0]?.z.length;
    if (!path || !size) {
      this.#line.cancel();
      this.image = null;
      return;
    }
    const z = new Float32Array(size);
    latentAtTime(path, this.share, z);
    this.#line.submit({ z, stampMs: performance.now() });
  }

  /** At its end it begins again. */
  play(): void {
    const { path } = this.#context;
    if (this.isPlaying || !path) return;
    if (path.loop === 'once' && this.share >= 1) this.#seconds = 0;
    this.isPlaying = true;
    this.#lastMs = performance.now();
    this.#frame = requestAnimationFrame(this.#step);
  }

  pause(): void {
    this.isPlaying = false;
    cancelAnimationFrame(this.#frame);
  }

  /** Another latent space, or none: nothing of it is drawn any more. */
  clear(): void {
    this.pause();
    this.#line.cancel();
    this.image = null;
  }

  readonly #step = (nowMs: number): void => {
    const { path } = this.#context;
    if (!this.isPlaying || !path) return this.pause();
    this.#seconds += Math.max(0, nowMs - this.#lastMs) / 1000;
    this.#lastMs = Math.max(nowMs, this.#lastMs);
    const { share, isOver } = shareAfter(path.loop, this.#seconds, pathSeconds(path));
    this.share = share;
    this.draw();
    if (isOver) this.pause();
    else this.#frame = requestAnimationFrame(this.#step);
  };
}
