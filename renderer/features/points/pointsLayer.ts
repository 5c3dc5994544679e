import { untrack } from 'svelte';
import { positionOfLatent } from '../../../protocol/projection.ts';
import type { Projection } from '../../../protocol/projection.ts';
import type { DecodedPoint } from '../../document/DecodedPoint.ts';
import type { ProbeSprite } from '../../scene/sceneTypes.ts';
import type { SceneLayer } from '../Feature.ts';

/** The decoded points. Moves reach the scene by themselves, at once; what came, went or was put back is set here. */
export const pointsLayer: SceneLayer = (scene, { points, document, workspace }) => {
  void [points.revision, document.points];
  const { projection } = workspace;
  if (!projection) return;
  scene.setProbes(untrack(() => points.shown.map((point) => spriteOf(point, projection))));
};

function spriteOf({ id, z, origin, image }: DecodedPoint, projection: Projection): ProbeSprite {
  return {
    id,
    position: positionOfLatent(projection, z),
    origin: positionOfLatent(projection, origin.z),
    image,
    ...(origin.kind === 'image' ? { tileIndex: origin.row } : {}),
  };
}
