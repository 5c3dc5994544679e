import { untrack } from 'svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { DecodedPoint } from '../../document/DecodedPoint.ts';
import type { ProbeSprite } from '../../scene/sceneTypes.ts';
import type { SceneLayer } from '../Feature.ts';

/** The decoded points. Moves reach the scene by themselves, at once; what came, went or was put back is set here. */
export const pointsLayer: SceneLayer = (scene, { points, document, workspace, places, rows }) => {
  void [points.revision, document.points, workspace.projection, places.version, rows.positionsVersion];
  scene.setProbes(
    untrack(() => points.shown.flatMap((point) => spriteOf(point, { points, places, rows }) ?? [])),
  );
};

/** null while nobody knows where the point is in the view. */
function spriteOf(
  { id, z, origin }: DecodedPoint,
  { points, places, rows }: Pick<Page, 'points' | 'places' | 'rows'>,
): ProbeSprite | null {
  const position = places.of(id, z);
  const from = origin.kind === 'image' ? rows.positionOf(origin.row) : places.of(`${id} origin`, origin.z);
  return (
    position && {
      id,
      position,
      ...(from && { origin: from }),
      image: points.imageOf(id),
      ...(origin.kind === 'image' ? { tileIndex: origin.row } : {}),
    }
  );
}
