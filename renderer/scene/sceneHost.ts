import type { CardSizing } from './cardSize.ts';
import type { CardUniforms } from './cardUniforms.ts';
import type { SlicedTask } from './FrameScheduler.ts';
import type { Gesture } from './gestures/Gesture.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { RowStates } from './RowStates.ts';
import type { SceneLayer } from './sceneFrame.ts';

/** The points as layers and gestures see them. Read only, but for marks. */
export interface SceneRows {
  readonly count: number;
  /** [≥ count,3] float32, projection units. */
  readonly positions: Float32Array;
  readonly states: RowStates;
}

/** What the scene offers to layers and gestures that are made outside of it: LatentScene is one. */
export interface SceneHost {
  readonly canvas: HTMLCanvasElement;
  /** Shared by all shaders, written in place. */
  readonly uniforms: CardUniforms;
  readonly view: OrbitCamera;
  /** How large cards are drawn now. */
  readonly sizing: CardSizing;
  readonly rows: SceneRows;
  /** Returns what takes the layer out again and disposes of it. */
  addLayer(layer: SceneLayer): () => void;
  /** Asked before those that were added earlier. Returns what takes it out again. */
  addGesture(gesture: Gesture): () => void;
  /** Looked at after requestWork(). Returns what takes it out again. */
  addTask(task: SlicedTask): () => void;
  /** A slice of the tasks' work, as soon as the page has time. */
  requestWork(): void;
  /** One frame soon; what lies still is as it was. */
  requestFrame(): void;
  /** One frame soon, everything in it drawn anew. */
  requestDraw(): void;
}
