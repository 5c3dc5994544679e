import type { SceneHost } from '../sceneHost.ts';
import { LassoGesture, type OnLasso } from './LassoGesture.ts';
import { LassoMarks } from './LassoMarks.ts';
import { LassoOutline } from './LassoOutline.ts';
import { LassoPath } from './LassoPath.ts';

/** Lets a person draw lassos in the scene with Shift and the main button. Returns what ends that. */
export function addLasso(scene: SceneHost, onLasso: OnLasso): () => void {
  const path = new LassoPath();
  const outline = new LassoOutline(scene.uniforms);
  const marks = new LassoMarks(scene, path);
  const parts = [
    scene.addLayer(outline),
    scene.addTask(marks),
    scene.addGesture(new LassoGesture(path, outline, marks, scene.requestFrame, onLasso)),
  ];
  return () => {
    for (const remove of parts.reverse()) remove();
    marks.clear();
  };
}
