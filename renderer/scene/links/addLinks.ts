import type { SceneHost } from '../sceneHost.ts';
import type { LatentPosition } from '../sceneTypes.ts';
import { NeighbourLinks } from './NeighbourLinks.ts';

export interface Links {
  /** Lines from one place to others, in place of those that were there. */
  set(from: LatentPosition, to: readonly LatentPosition[]): void;
  /** Takes them away. */
  remove(): void;
}

/** Puts lines between places into the scene. */
export function addLinks(scene: SceneHost): Links {
  const links = new NeighbourLinks(scene.uniforms);
  const remove = scene.addLayer(links);
  return {
    set: (from, to) => {
      links.set(from, to);
      scene.requestFrame();
    },
    remove: () => {
      remove();
      scene.requestFrame();
    },
  };
}
