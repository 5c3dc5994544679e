import type { LiveUpdate } from './live/LiveUpdate.ts';

/** The fixed preview images through the networks as they are now. */
export interface TrainingPreview {
  /** Grows by one with each preview. */
  version: number;
  count: number;
  width: number;
  height: number;
  /** [2,n,H,W,4] uint8 RGBA: the n images, then their reconstructions. */
  rgba: Uint8Array;
  /** [n,D] float32: their z. */
  latents: Float32Array;
}

/** What a running training streams. */
export type TrainingMessage = TrainingPreview | LiveUpdate;

export const isLiveUpdate = (message: TrainingMessage): message is LiveUpdate => 'decoder' in message;
