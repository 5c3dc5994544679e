import type { Object3D } from 'three';
import type { CardSizing } from './cardSize.ts';
import type { CloudBounds } from './CloudBounds.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { SceneTheme } from './theme.ts';

/** What one frame is drawn from; the same object in every frame. Layers write only the two wishes at its end. */
export interface SceneFrame {
  /** The camera, and from projection units to CSS pixels. */
  readonly view: OrbitCamera;
  readonly sizing: CardSizing;
  /** Extent of all points. */
  readonly bounds: CloudBounds;
  /** Device pixels per CSS pixel. */
  pixelRatio: number;
  /** Since the frame before, at most 100. */
  elapsedMs: number;
  reducedMotion: boolean;
  /** It is drawn into a picture, which no panel covers. */
  readonly isPicture: boolean;
  /** Set to true: something changed in the still layer, so that its picture is to be drawn anew. */
  isStillStale: boolean;
  /** Set to true: something moves by itself, so that another frame is to follow. */
  isAnotherDue: boolean;
}

/**
 * One thing that is drawn. Its objects lie in the still layer, drawn when that is out of date, or in the lifted one, over
 * it and in every frame (three.js's layers STILL_LAYER and LIFTED_LAYER). Positions are in projection units.
 */
export interface SceneLayer {
  readonly name: string;
  /** In the scene as long as the layer is; a layer that comes and goes with its things gives a Group. */
  readonly objects: readonly Object3D[];
  /** Before each frame; allocates nothing. */
  update?(frame: SceneFrame): void;
  /** Once when it is added, and whenever the theme is another. */
  setTheme?(theme: SceneTheme): void;
  dispose(): void;
}
