import type { ModelInfo } from '../../protocol/model.ts';

/** An open model: bytes in, z out; z in, bytes out. N images, D = info.latentSize. */
export interface Model {
  readonly info: ModelInfo;
  /**
   * @param pixels `[N,H,W,C] uint8`, H, W and C as info.json.image says
   * @param count N
   * @returns z, `[N,D] float32`: of a VAE the posterior mean
   * @throws EngineError 'no-encoder', 'bad-request' for a wrong size, 'provider-failed'
   */
  encode(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /**
   * @param z `[N,D] float32`
   * @returns `[N,H,W,4] uint8` RGBA, grey replicated, alpha 255
   * @throws EngineError 'no-decoder', 'bad-request' for a wrong size, 'provider-failed'
   */
  decode(z: Float32Array, count: number): Promise<Uint8Array>;
  /** Frees the sessions. Can be called twice. */
  dispose(): Promise<void>;
}
