import type { UnreadableFile } from '../../protocol/collection.ts';
import type { TrainingPlan, TrainingProgress } from '../../protocol/training.ts';

/** What a running training streams to whoever started it. */
export type TrainingMessage =
  /** Images are being read, before anything is trained. */
  | { type: 'reading'; done: number; total: number }
  /** What will be trained, now that every image has been read, and what could not be read. */
  | { type: 'plan'; plan: TrainingPlan; unreadable: UnreadableFile[] }
  /** Several times a second while training. */
  | { type: 'progress'; progress: Omit<TrainingProgress, 'jobId'> }
  | { type: 'preview'; preview: TrainingPreview };

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

/** 'finish' ends the training now and keeps its best weights; to give it up, cancel the job. */
export type TrainingCommand = 'pause' | 'resume' | 'finish';
