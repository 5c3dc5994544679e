import type { SceneHost } from '../sceneHost.ts';
import { PathCurve } from './PathCurve.ts';

export interface ShownCurve extends Pick<PathCurve, 'set' | 'markAt'> {
  /** Takes it away. */
  remove(): void;
}

/** Puts a path into the scene: a curve, its keyframes, and a mark that runs along it. */
export function addPathCurve(scene: SceneHost): ShownCurve {
  const curve = new PathCurve(scene.uniforms);
  const remove = scene.addLayer(curve);
  return {
    set: (points, keyframes) => {
      curve.set(points, keyframes);
      scene.requestFrame();
    },
    markAt: (share) => {
      curve.markAt(share);
      scene.requestFrame();
    },
    remove: () => {
      remove();
      scene.requestFrame();
    },
  };
}
